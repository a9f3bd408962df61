//! Firmware images.

use core::fmt;
use object::elf::{FileHeader32, PT_LOAD};
use object::read::elf::{ElfFile32, ProgramHeader};
use object::{Endianness, Object, ObjectSymbol};
use sha1::{Digest, Sha1};
use std::path::{Path, PathBuf};

/// A firmware image: an ELF file for a 32-bit chip.
#[derive(Clone, Debug)]
pub struct Image {
    path: PathBuf,
    elf: Vec<u8>,
    id: ImageId,
    segments: Vec<Segment>,
}

/// What stands where in flash.
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Segment {
    /// The first address.
    pub(super) address: u32,
    /// What stands there.
    pub(super) octets: Vec<u8>,
}

/// A file that is no image.
#[derive(Debug, thiserror::Error)]
pub enum ImageError {
    /// It cannot be read.
    #[error("cannot read the image {path}: {cause}")]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system says.
        cause: std::io::Error,
    },
    /// It is something else.
    #[error("{path} is no image: {cause}; an ELF file for a 32-bit chip is")]
    Format {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        cause: String,
    },
}

/// Tells images apart: the linker's build id, which the firmware can name too; the SHA-1 of what goes to flash where there is none.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub struct ImageId(Vec<u8>);

impl Image {
    /// Reads an image.
    ///
    /// # Errors
    /// Where the file cannot be read, or is something else.
    pub fn read(path: &Path) -> Result<Self, ImageError> {
        let elf = std::fs::read(path)
            .map_err(|cause| ImageError::Read { path: path.to_owned(), cause })?;
        Self::parse(path, elf)
    }

    /// Takes an image apart; `path` names it in messages.
    ///
    /// # Errors
    /// Where it is none.
    pub fn parse(path: &Path, elf: Vec<u8>) -> Result<Self, ImageError> {
        let wrong = |cause| ImageError::Format { path: path.to_owned(), cause };
        let file = open(&elf).map_err(|cause| wrong(cause.to_string()))?;
        let segments = segments(&file, &elf).map_err(|()| wrong("a segment is cut off".into()))?;
        if segments.is_empty() {
            return Err(wrong("nothing in it goes to flash".into()));
        }
        let id = file.build_id().ok().flatten().map_or_else(|| hash(&segments), <[u8]>::to_vec);
        Ok(Self { path: path.to_owned(), id: ImageId(id), segments, elf })
    }

    /// Where it was read from.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// What tells it apart.
    pub const fn id(&self) -> &ImageId {
        &self.id
    }

    /// How many octets go to flash.
    pub fn size(&self) -> usize {
        self.segments.iter().map(|segment| segment.octets.len()).sum()
    }

    /// The address of a symbol.
    pub fn symbol(&self, name: &str) -> Option<u32> {
        let file = open(&self.elf).ok()?;
        let symbol = file.symbols().find(|symbol| symbol.name() == Ok(name))?;
        u32::try_from(symbol.address()).ok()
    }

    /// The whole file.
    pub(super) fn elf(&self) -> &[u8] {
        &self.elf
    }

    pub(super) fn segments(&self) -> &[Segment] {
        &self.segments
    }
}

type Elf<'data> = ElfFile32<'data, Endianness>;

fn open(elf: &[u8]) -> Result<Elf<'_>, object::Error> {
    ElfFile32::<Endianness>::parse(elf)
}

/// What the file says goes where, by load addresses: data that starts in RAM is kept in flash.
fn segments(file: &Elf<'_>, elf: &[u8]) -> Result<Vec<Segment>, ()> {
    let endian = file.endian();
    let header =
        |header: &<FileHeader32<Endianness> as object::read::elf::FileHeader>::ProgramHeader| {
            let octets = header.data(endian, elf)?.to_vec();
            Ok(Segment { address: header.p_paddr(endian), octets })
        };
    let loaded = file.elf_program_headers().iter();
    let loaded = loaded.filter(|header| header.p_type(endian) == PT_LOAD);
    let segments: Result<Vec<Segment>, ()> = loaded.map(header).collect();
    segments.map(|all| all.into_iter().filter(|segment| !segment.octets.is_empty()).collect())
}

fn hash(segments: &[Segment]) -> Vec<u8> {
    let mut hash = Sha1::new();
    for segment in segments {
        hash.update(segment.address.to_le_bytes());
        hash.update(&segment.octets);
    }
    hash.finalize().to_vec()
}

impl fmt::Display for ImageId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|octet| write!(f, "{octet:02x}"))
    }
}
