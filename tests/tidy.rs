//! The repository's own rules. Each failure is a sentence that says what to do.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use cargo_metadata::{MetadataCommand, Package};

const CONTEXTS: [&str; 5] =
    ["assessment-intake", "rate-catalogue", "budget-calculation", "care-account", "risk-flagging"];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// Every file that is tracked, or would be, with one of these endings.
fn files(endings: &[&str]) -> Vec<PathBuf> {
    let listed = Command::new("git")
        .args(["ls-files", "--cached", "--others", "--exclude-standard"])
        .current_dir(root())
        .output()
        .expect("git lists the files");
    String::from_utf8(listed.stdout)
        .unwrap()
        .lines()
        .filter(|name| endings.iter().any(|ending| name.ends_with(ending)))
        .map(|name| root().join(name))
        .filter(|path| path.is_file())
        .collect()
}

fn complaints(endings: &[&str], wrong: impl Fn(&Path, &str) -> Option<String>) -> Vec<String> {
    let mut found = Vec::new();
    for path in files(endings) {
        let Ok(text) = fs::read_to_string(&path) else { continue };
        for (index, line) in text.lines().enumerate() {
            if let Some(what) = wrong(&path, line) {
                let name = path.strip_prefix(root()).unwrap().display();
                found.push(format!("{name}:{}: {what}", index + 1));
            }
        }
    }
    found
}

fn packages() -> BTreeMap<String, Package> {
    let metadata = MetadataCommand::new().current_dir(root()).no_deps().exec().unwrap();
    metadata.packages.into_iter().map(|package| (package.name.to_string(), package)).collect()
}

/// The normal dependencies of a package, development ones left out.
fn dependencies(package: &Package) -> BTreeSet<String> {
    package
        .dependencies
        .iter()
        .filter(|dependency| dependency.kind == cargo_metadata::DependencyKind::Normal)
        .map(|dependency| dependency.name.clone())
        .collect()
}

#[test]
fn tidy_rules_crates_reach_for_nothing_outside() {
    let banned =
        ["tokio", "tonic", "sqlx", "rand", "carecap-service", "carecap-store", "carecap-contracts"];
    for (name, package) in packages().iter().filter(|(name, _)| name.ends_with("-rules")) {
        let reached = dependencies(package);
        let wrong: Vec<_> = banned.iter().filter(|one| reached.contains(**one)).collect();
        assert!(wrong.is_empty(), "{name} is pure and must not depend on {wrong:?}");
    }
}

#[test]
fn tidy_no_context_depends_on_another() {
    for (name, package) in &packages() {
        let Some(own) = CONTEXTS.iter().find(|context| name.starts_with(**context)) else {
            continue;
        };
        for dependency in dependencies(package) {
            let other = CONTEXTS.iter().find(|context| dependency.starts_with(**context));
            assert!(
                other.is_none_or(|other| other == own),
                "{name} depends on {dependency}: contexts meet through their contracts alone"
            );
        }
    }
}

#[test]
fn tidy_only_the_program_sees_all_contexts() {
    for (name, package) in &packages() {
        let seen = CONTEXTS.iter().filter(|context| {
            dependencies(package).iter().any(|dependency| dependency.starts_with(**context))
        });
        assert!(seen.count() < 2 || name == "carecap", "{name} sees more than one context");
    }
}

#[test]
fn tidy_no_floating_point_comes_near_money() {
    let found = complaints(&[".rs", ".proto", ".sql"], |path, line| {
        // The writer of receipts must name such numbers to refuse them.
        if path.ends_with("tests/tidy.rs") || path.ends_with("canonical/writer.rs") {
            return None;
        }
        let code = line.split("//").next().unwrap_or_default();
        let words: BTreeSet<&str> =
            code.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_').collect();
        ["f32", "f64", "float", "REAL", "FLOAT", "DOUBLE"]
            .into_iter()
            .find(|word| words.contains(word))
            .map(|word| format!("`{word}` is floating point: use Money, UnitRate or Decimal"))
    });
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn tidy_entries_and_events_are_never_changed() {
    let found = complaints(&[".rs", ".sql"], |path, line| {
        let tests = path.components().any(|part| part.as_os_str() == "tests");
        let statement = line.to_uppercase();
        let changes =
            ["UPDATE ENTRIES", "DELETE FROM ENTRIES", "UPDATE EVENTS", "DELETE FROM EVENTS"];
        (!tests && changes.iter().any(|change| statement.contains(change)))
            .then(|| "a ledger only grows: post a correcting entry".to_owned())
    });
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn tidy_lines_fit_a_page() {
    let found = complaints(&[".rs", ".proto", ".sql"], |_, line| {
        let length = line.chars().count();
        (length > 120).then(|| format!("{length} columns: break the line"))
    });
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn tidy_nothing_is_left_for_later() {
    let found = complaints(&[".rs", ".proto", ".sql", ".yaml", ".toml"], |path, line| {
        if path.ends_with("tests/tidy.rs") {
            return None;
        }
        ["TODO", "FIXME", "XXX", "#[ignore"]
            .into_iter()
            .find(|mark| line.contains(mark))
            .map(|mark| format!("`{mark}`: do it now, or say in docs/decisions why not"))
    });
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn tidy_every_crate_says_what_it_is_for() {
    for (name, package) in &packages() {
        let source = package.manifest_path.parent().unwrap();
        let entry = ["src/lib.rs", "src/main.rs", "harness/lib.rs"]
            .into_iter()
            .map(|file| source.join(file))
            .find(|file| file.is_file())
            .unwrap_or_else(|| panic!("{name} has no entry"));
        let text = fs::read_to_string(&entry).unwrap();
        assert!(text.starts_with("//!"), "{entry} begins with what the crate is for");
    }
}

#[test]
fn tidy_each_context_has_the_same_shape() {
    for context in CONTEXTS {
        let folder = root().join("services").join(context);
        for part in ["README.md", "rules/src/lib.rs", "server/src/lib.rs"] {
            assert!(folder.join(part).is_file(), "services/{context} lacks {part}");
        }
    }
}

#[test]
fn tidy_the_readme_fits_ninety_lines_and_names_the_commands() {
    let text = fs::read_to_string(root().join("README.md")).unwrap();
    assert!(text.lines().count() <= 90, "README.md has {} lines", text.lines().count());
    for command in [
        "make run",
        "make demo",
        "make test",
        "make check",
        "make bench",
        "carecap story",
        "carecap replay",
        "carecap cases",
    ] {
        assert!(text.contains(command), "README.md does not name `{command}`");
    }
}

#[test]
fn tidy_the_policy_page_says_what_the_packs_say() {
    let text = fs::read_to_string(root().join("docs/policy.md")).unwrap();
    let page = carecap::policy_page::page().unwrap();
    assert!(
        text == page,
        "docs/policy.md is old: `carecap policy > docs/policy.md` writes it anew"
    );
}
