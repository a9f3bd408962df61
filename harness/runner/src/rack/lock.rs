//! A lock a board: nobody shares one, in this process or another. It names its holder, and dies with it.

use super::entry::{BoardName, Entry, Kind};
use super::holder::Holder;
use crate::fingerprint::fingerprint;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Seek as _, Write as _};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// Names a folder of locks that several users share; without it each user has one of their own.
pub const FOLDER_VARIABLE: &str = "PHONERIG_LOCKS";

/// How often a lock that somebody holds is tried again.
const PAUSE: Duration = Duration::from_millis(50);

/// A board that is ours until this is dropped, or the process ends in whatever way.
#[derive(Debug)]
pub struct Lock {
    file: File,
}

/// A board that is not ours.
#[derive(Debug, thiserror::Error)]
pub enum LockError {
    /// Somebody has it.
    #[error("the board {board} is in use by {holder}; `--wait 10m` waits for it")]
    Held {
        /// The board.
        board: BoardName,
        /// Who has it.
        holder: Holder,
    },
    /// The lock's file is of no use.
    #[error("the board {board} cannot be locked: {path}: {cause}")]
    File {
        /// The board.
        board: BoardName,
        /// The file.
        path: PathBuf,
        /// What the system says.
        cause: std::io::Error,
    },
}

/// The folder of the locks: `PHONERIG_LOCKS`, else the user's runtime folder, else one of the user's own among temporary files.
pub fn folder() -> PathBuf {
    let variable = |name| std::env::var_os(name).filter(|value| !value.is_empty());
    if let Some(shared) = variable(FOLDER_VARIABLE) {
        return shared.into();
    }
    if let Some(runtime) = variable("XDG_RUNTIME_DIR") {
        return Path::new(&runtime).join("phonerig");
    }
    let user = variable("USER").or_else(|| variable("LOGNAME")).unwrap_or_default();
    std::env::temp_dir().join(format!("phonerig-{}", user.to_string_lossy()))
}

/// The name of a board's files below the folder of locks, without their extension.
///
/// A board on a table is known by its serial port, whatever bench files call it. An emulated one belongs to its bench file.
pub(super) fn stem(entry: &Entry, bench: &Path) -> String {
    let real = |path: &Path| path.canonicalize().unwrap_or_else(|_| path.to_owned());
    match (entry.kind, &entry.serial) {
        (Kind::Board, Some(serial)) => {
            let port = real(Path::new(&serial.port)).to_string_lossy().replace(['/', '\\'], "-");
            port.trim_start_matches('-').to_owned()
        }
        _ => {
            let bench = fingerprint(&real(bench).to_string_lossy());
            format!("{}-{bench:016x}", entry.name)
        }
    }
}

impl Lock {
    /// Takes a board of a bench file, at once or within `wait`.
    ///
    /// # Errors
    /// Who holds it, or why its lock is of no use.
    pub fn take(
        folder: &Path,
        entry: &Entry,
        bench: &Path,
        wait: Duration,
    ) -> Result<Self, LockError> {
        let path = folder.join(format!("{}.lock", stem(entry, bench)));
        let wrap = |cause| LockError::File { board: entry.name.clone(), path: path.clone(), cause };
        let file = open(folder, &path).map_err(wrap)?;
        // Whoever only looks who holds it has it for a moment: that is waited for in any case.
        let deadline = Instant::now() + wait.max(PAUSE);
        loop {
            match file.try_lock() {
                Ok(()) => return Self::sign(file).map_err(wrap),
                Err(TryLockError::Error(cause)) => return Err(wrap(cause)),
                Err(TryLockError::WouldBlock) if Instant::now() < deadline => {
                    std::thread::sleep(PAUSE.min(deadline - Instant::now()));
                }
                Err(TryLockError::WouldBlock) => {
                    let (board, holder) = (entry.name.clone(), Holder::read(&path));
                    return Err(LockError::Held { board, holder });
                }
            }
        }
    }

    /// Who holds a board, if anybody does.
    ///
    /// # Errors
    /// Why its lock is of no use.
    pub fn holder(folder: &Path, entry: &Entry, bench: &Path) -> Result<Option<Holder>, LockError> {
        match Self::take(folder, entry, bench, Duration::ZERO) {
            Ok(_) => Ok(None),
            Err(LockError::Held { holder, .. }) => Ok(Some(holder)),
            Err(error) => Err(error),
        }
    }

    fn sign(mut file: File) -> std::io::Result<Self> {
        file.set_len(0)?;
        file.rewind()?;
        file.write_all(Holder::this_process().to_string().as_bytes())?;
        Ok(Self { file })
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // The lock goes with the file; what is cleared here is only the name, so that nobody reads an old one.
        let _ = self.file.set_len(0);
    }
}

/// The file stays for good: who removed it would let two processes lock two files of one name.
fn open(folder: &Path, path: &Path) -> std::io::Result<File> {
    std::fs::create_dir_all(folder)?;
    OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path)
}
