use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, crypto};

use crate::TokenError;

/// An Ed25519 key that is kept in a folder, and made there when it is not there. Its public half lies
/// beside it as `NAME.public.pem`, for whoever only checks.
#[derive(Clone)]
pub struct SigningKey {
    signing: Arc<EncodingKey>,
    checking: CheckingKey,
}

/// The public half of a [`SigningKey`].
#[derive(Clone)]
pub struct CheckingKey(Arc<DecodingKey>);

impl SigningKey {
    /// Reads the key `NAME.pem` of a folder, or makes one there. Processes that start at once agree on
    /// one key.
    pub fn in_folder(folder: &Path, name: &str) -> Result<SigningKey, TokenError> {
        let pem = private_pem(folder, name)?;
        let public = public_pem_of(&pem)?;
        let file = public_file(folder, name);
        if !file.exists() {
            let draft = folder.join(format!("new-{name}-{}", std::process::id()));
            let written = fs::write(&draft, &public).and_then(|()| fs::rename(&draft, &file));
            written.map_err(|source| unusable(folder, source))?;
        }
        let signing = EncodingKey::from_ed_pem(pem.as_bytes()).map_err(|error| broken(&error))?;
        Ok(SigningKey { signing: Arc::new(signing), checking: CheckingKey::of(&public)? })
    }

    /// The signature of some bytes, as base64 for URLs.
    pub fn sign(&self, bytes: &[u8]) -> Result<String, TokenError> {
        crypto::sign(bytes, &self.signing, Algorithm::EdDSA).map_err(|error| broken(&error))
    }

    /// Its public half.
    pub fn checking(&self) -> &CheckingKey {
        &self.checking
    }
}

impl CheckingKey {
    /// Reads the public key `NAME.public.pem` of a folder; nothing is made.
    pub fn in_folder(folder: &Path, name: &str) -> Result<CheckingKey, TokenError> {
        let public = fs::read_to_string(public_file(folder, name));
        CheckingKey::of(&public.map_err(|source| unusable(folder, source))?)
    }

    fn of(public_pem: &str) -> Result<CheckingKey, TokenError> {
        let key = DecodingKey::from_ed_pem(public_pem.as_bytes());
        Ok(CheckingKey(Arc::new(key.map_err(|error| broken(&error))?)))
    }

    /// Whether the signature is one of these bytes, made with the private half.
    pub fn holds(&self, bytes: &[u8], signature: &str) -> bool {
        crypto::verify(signature, bytes, &self.0, Algorithm::EdDSA).unwrap_or(false)
    }
}

fn public_file(folder: &Path, name: &str) -> PathBuf {
    folder.join(format!("{name}.public.pem"))
}

/// The key `NAME.pem` of a folder, made there when it is not there.
pub(crate) fn private_pem(folder: &Path, name: &str) -> Result<String, TokenError> {
    fs::create_dir_all(folder).map_err(|source| unusable(folder, source))?;
    let file = folder.join(format!("{name}.pem"));
    if !file.exists() {
        make_key(folder, &file)?;
    }
    fs::read_to_string(&file).map_err(|source| unusable(folder, source))
}

/// The public half of a key.
pub(crate) fn public_pem_of(pem: &str) -> Result<String, TokenError> {
    let pair = rcgen::KeyPair::from_pem(pem).map_err(|error| broken(&error))?;
    Ok(pair.public_key_pem())
}

pub(crate) fn broken(error: &dyn ToString) -> TokenError {
    TokenError::Key(error.to_string())
}

fn unusable(folder: &Path, source: io::Error) -> TokenError {
    TokenError::Folder { folder: folder.display().to_string(), source }
}

/// Writes a new key beside the final name and links it there: of two processes at once, one wins and
/// both then read the same key.
fn make_key(folder: &Path, file: &Path) -> Result<(), TokenError> {
    let unusable = |source| unusable(folder, source);
    let pair =
        rcgen::KeyPair::generate_for(&rcgen::PKCS_ED25519).map_err(|error| broken(&error))?;
    let name = file.file_stem().unwrap_or_default().to_string_lossy();
    let draft = folder.join(format!("new-key-{name}-{}", std::process::id()));
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut written = options.open(&draft).map_err(unusable)?;
    written.write_all(pair.serialize_pem().as_bytes()).map_err(unusable)?;
    written.sync_all().map_err(unusable)?;
    let linked = fs::hard_link(&draft, file);
    fs::remove_file(&draft).map_err(unusable)?;
    match linked {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(unusable(error)),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_signed_holds_and_what_is_altered_or_anothers_does_not() {
        let (folder, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let key = SigningKey::in_folder(folder.path(), "a-key").unwrap();
        let signature = SigningKey::in_folder(folder.path(), "a-key").unwrap().sign(b"so").unwrap();
        let public = CheckingKey::in_folder(folder.path(), "a-key").unwrap();
        assert!(key.checking().holds(b"so", &signature) && public.holds(b"so", &signature));
        assert!(!public.holds(b"not so", &signature) && !public.holds(b"so", "no signature"));
        let another = SigningKey::in_folder(other.path(), "a-key").unwrap();
        assert!(!another.checking().holds(b"so", &signature));
    }

    #[test]
    fn whoever_only_checks_makes_no_key() {
        let folder = tempfile::tempdir().unwrap();
        assert!(CheckingKey::in_folder(folder.path(), "a-key").is_err());
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}
