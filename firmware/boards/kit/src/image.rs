//! Which image runs: the build id that the linker gave it, which a host finds in the ELF's note too.

use core::fmt;

/// Octets of the note before the id: three lengths and `GNU`.
const HEADER: usize = 16;
/// Octets of a SHA-1.
const LENGTH: usize = 20;

unsafe extern "C" {
    /// Where `image.x` puts the note.
    static __build_id: [u8; HEADER + LENGTH];
}

/// The image's id in hexadecimal.
pub(crate) struct Image;

impl fmt::Display for Image {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // SAFETY: the linker puts the note of `--build-id=sha1` there, which has this length and never changes.
        let note = unsafe { &__build_id };
        note[HEADER..].iter().try_for_each(|octet| write!(f, "{octet:02x}"))
    }
}
