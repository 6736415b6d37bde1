//! Compiles the contracts without a system compiler, keeps their descriptors (options included) for
//! reflection and for the table of actions, and writes what every changing request has in common.

use std::error::Error;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

use prost_reflect::{DescriptorPool, Kind, MessageDescriptor};

fn main() -> Result<(), Box<dyn Error>> {
    let root = Path::new("../../proto");
    let mut files = Vec::new();
    proto_files(&root.join("carecap"), &mut files)?;
    files.sort();
    println!("cargo:rerun-if-changed={}", root.display());

    let mut compiler = protox::Compiler::new([root])?;
    compiler.include_imports(true).include_source_info(true).open_files(&files)?;
    let descriptors = compiler.encode_file_descriptor_set();
    let out = PathBuf::from(env::var("OUT_DIR")?);
    fs::write(out.join("carecap.bin"), &descriptors)?;

    tonic_prost_build::configure()
        .include_file("carecap.rs")
        .emit_rerun_if_changed(false)
        .compile_fds(compiler.file_descriptor_set())?;

    let pool = DescriptorPool::decode(descriptors.as_slice())?;
    fs::write(out.join("requests.rs"), requests(&pool)?)?;
    Ok(())
}

fn proto_files(folder: &Path, files: &mut Vec<PathBuf>) -> Result<(), Box<dyn Error>> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            proto_files(&path, files)?;
        } else if path.extension().is_some_and(|extension| extension == "proto") {
            files.push(path);
        }
    }
    Ok(())
}

/// Implements `Scoped` for each message that names its council at the top, `Change` for each that has
/// a request id, `Listing` for each that asks for a page, and `Answer` for what a changing method
/// answers with.
fn requests(pool: &DescriptorPool) -> Result<String, Box<dyn Error>> {
    let mut code = String::new();
    for message in pool.all_messages().filter(|message| message.full_name().starts_with("carecap."))
    {
        let is_input = message.name().ends_with("Request") || message.name().ends_with("Header");
        if is_input && message.get_field_by_name("council_id").is_some() {
            writeln!(code, "scoped!({});", rust_path(&message))?;
        }
        if is_input && message.get_field_by_name("request_id").is_some() {
            writeln!(code, "change!({});", rust_path(&message))?;
        }
        if is_input && message.get_field_by_name("page_token").is_some() {
            writeln!(code, "listing!({});", rust_path(&message))?;
        }
    }
    for method in pool.services().flat_map(|service| service.methods().collect::<Vec<_>>()) {
        if method.full_name().starts_with("carecap.") && has_request_id(&method.input()) {
            writeln!(code, "{}", answer(&method.output())?)?;
        }
    }
    Ok(code)
}

/// Whether a request, or the header of its stream, has a request id: then its method changes something.
fn has_request_id(input: &MessageDescriptor) -> bool {
    let header = input.get_field_by_name("header").map(|header| header.kind());
    let header = header.and_then(|kind| kind.as_message().cloned());
    let has_one = |message: &MessageDescriptor| message.get_field_by_name("request_id").is_some();
    has_one(input) || header.as_ref().is_some_and(has_one)
}

/// A trial run (`validate_only`) answers without the id and etag of what it did not make.
fn answer(output: &MessageDescriptor) -> Result<String, Box<dyn Error>> {
    let field = output.fields().next().ok_or("an answer holds its resource")?;
    let Kind::Message(resource) = field.kind() else {
        return Err(format!("{} does not answer with a resource", output.full_name()).into());
    };
    // By our convention a resource's own id is its first field; a council's own things have none.
    let own_id = resource.get_field(1).filter(|id| id.name() != "council_id");
    let cleared = own_id
        .into_iter()
        .chain(resource.get_field_by_name("etag"))
        .map(|field| format!("resource.{}.clear();", field.name()))
        .collect::<String>();
    let (path, field) = (rust_path(output), field.name());
    Ok(format!("answer!({path}, {field}, |resource| {{ {cleared} }});"))
}

fn rust_path(message: &MessageDescriptor) -> String {
    format!(
        "crate::{}::{}",
        message.package_name().trim_start_matches("carecap.").replace('.', "::"),
        message.name()
    )
}
