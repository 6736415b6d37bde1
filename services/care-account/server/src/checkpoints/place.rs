use std::fs;
use std::io::{self, Write as _};
use std::path::PathBuf;

/// Where checkpoints are kept: somewhere that whoever can write the database cannot write. It keeps
/// small files under a council and a name, and never changes one. An object store can be another.
pub trait CheckpointPlace: Send + Sync + 'static {
    /// The names under which something of the council is kept.
    fn names(&self, council: &str) -> io::Result<Vec<String>>;
    /// What is kept under a name. None: nothing.
    fn read(&self, council: &str, name: &str) -> io::Result<Option<Vec<u8>>>;
    /// Keeps something under a name. False: something is kept there already, and stays.
    fn add(&self, council: &str, name: &str, content: &[u8]) -> io::Result<bool>;
    /// Keeps nothing under a name any more; a place that never forgets may do nothing.
    fn forget(&self, council: &str, name: &str) -> io::Result<()>;
}

/// A folder with a folder for each council.
pub struct Folder(pub PathBuf);

impl CheckpointPlace for Folder {
    fn names(&self, council: &str) -> io::Result<Vec<String>> {
        let entries = match fs::read_dir(self.0.join(council)) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(error),
        };
        entries.map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned())).collect()
    }

    fn read(&self, council: &str, name: &str) -> io::Result<Option<Vec<u8>>> {
        match fs::read(self.0.join(council).join(name)) {
            Ok(content) => Ok(Some(content)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Written whole beside its name and then linked there, so that a name never holds a half, and of
    /// two that write one name at once the second is told so.
    fn add(&self, council: &str, name: &str, content: &[u8]) -> io::Result<bool> {
        let folder = self.0.join(council);
        fs::create_dir_all(&folder)?;
        let mut draft = tempfile::Builder::new().prefix(".new-").tempfile_in(&folder)?;
        draft.write_all(content)?;
        draft.as_file().sync_all()?;
        match draft.persist_noclobber(folder.join(name)) {
            Ok(_) => {
                fs::File::open(&folder)?.sync_all()?;
                Ok(true)
            }
            Err(failed) if failed.error.kind() == io::ErrorKind::AlreadyExists => Ok(false),
            Err(failed) => Err(failed.error),
        }
    }

    fn forget(&self, council: &str, name: &str) -> io::Result<()> {
        match fs::remove_file(self.0.join(council).join(name)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_kept_under_a_name_is_never_changed() {
        let folder = tempfile::tempdir().unwrap();
        let place = Folder(folder.path().to_owned());
        assert_eq!(place.names("E10000024").unwrap(), Vec::<String>::new());
        assert!(place.add("E10000024", "1", b"one").unwrap());
        assert!(!place.add("E10000024", "1", b"two").unwrap());
        assert_eq!(place.read("E10000024", "1").unwrap().as_deref(), Some(b"one".as_slice()));
        assert_eq!(place.read("E10000008", "1").unwrap(), None);
        assert_eq!(place.names("E10000024").unwrap(), ["1"]);
        place.forget("E10000024", "1").unwrap();
        place.forget("E10000024", "1").unwrap();
        assert_eq!(place.names("E10000024").unwrap(), Vec::<String>::new());
    }
}
