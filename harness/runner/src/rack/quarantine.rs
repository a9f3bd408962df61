//! Boards in quarantine, kept from run to run beside their locks: only a boot that was verified takes one out.

use super::entry::Entry;
use super::ladder::Health;
use super::lock::stem;
use std::path::{Path, PathBuf};

fn file(folder: &Path, entry: &Entry, bench: &Path) -> PathBuf {
    folder.join(format!("{}.quarantine", stem(entry, bench)))
}

/// Why a board was in quarantine when it was last used; nothing where it was not.
pub fn reason(folder: &Path, entry: &Entry, bench: &Path) -> Option<String> {
    let text = std::fs::read_to_string(file(folder, entry, bench)).ok()?;
    Some(text.trim().to_owned())
}

/// Keeps how a board is after its use.
///
/// # Errors
/// Where that cannot be written.
pub fn keep(folder: &Path, entry: &Entry, bench: &Path, health: &Health) -> std::io::Result<()> {
    let path = file(folder, entry, bench);
    match health {
        Health::Quarantined(reason) => std::fs::write(path, reason),
        Health::Healthy | Health::Suspect if path.exists() => std::fs::remove_file(path),
        Health::Healthy | Health::Suspect => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rack::file::BenchFile;

    #[test]
    fn a_quarantine_is_kept_until_the_board_is_healthy() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = Path::new("x.toml");
        let text = "[[board]]\nname = 'a'\nkind = 'qemu'\nimage = 'i'\ndeclaration = 'd'\n";
        let bench = BenchFile::parse(path, text).expect("well formed");
        let keep = |health| keep(folder.path(), &bench.boards[0], path, &health).expect("written");
        let reason = || reason(folder.path(), &bench.boards[0], path);
        keep(Health::Healthy);
        assert_eq!(reason(), None);
        keep(Health::Quarantined("it says nothing".to_owned()));
        assert_eq!(reason().as_deref(), Some("it says nothing"));
        keep(Health::Healthy);
        assert_eq!(reason(), None);
    }
}
