//! Reading captures: pcap and pcapng, whatever the link, as a stream of datagrams and notes.
//!
//! Memory does not grow with the length of a capture: one window of the file, a bounded set of
//! datagrams in reassembly, and nothing else.

mod container;
mod error;
mod fragments;
mod link;
mod network;
mod note;
mod pcap;
mod pcapng;
mod reader;
mod window;

pub use error::{CaptureError, Damage};
pub use pcapng::Interface;
pub use reader::{Item, Kind, Reader};

#[cfg(test)]
pub(crate) mod tests;
