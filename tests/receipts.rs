//! Receipts as an auditor has them: files, held against the rules, against themselves and against
//! what was written down at publication.

mod arithmetic;
mod kept;
mod replayed;

use std::path::{Path, PathBuf};

use serde_json::Value;

/// Where the receipts of every release are kept, each in a folder of its own and never changed again.
/// Those of a new release are what `carecap demo tests/stories/*.yaml --out FOLDER` writes.
fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("receipts")
}

fn read(file: &Path) -> Value {
    let text = std::fs::read_to_string(file).unwrap_or_else(|_| panic!("{}", file.display()));
    serde_json::from_str(&text).unwrap_or_else(|_| panic!("{} is JSON", file.display()))
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let listed = std::fs::read_dir(folder).unwrap_or_else(|_| panic!("{}", folder.display()));
    let mut files: Vec<_> = listed.map(|entry| entry.expect("an entry").path()).collect();
    files.sort();
    files
}

/// The receipts of every release, with the files that they are in.
fn all() -> Vec<(PathBuf, Value)> {
    let releases = files(&folder()).into_iter().filter(|path| path.is_dir());
    let files = releases.flat_map(|release| files(&release));
    files.map(|file| (file.clone(), read(&file))).collect()
}

/// Where those of this release are kept.
fn this_release() -> PathBuf {
    folder().join(env!("CARGO_PKG_VERSION"))
}

/// A receipt of this release.
fn of_this_release(name: &str) -> Value {
    read(&this_release().join(name))
}
