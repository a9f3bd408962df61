//! Fills a folder with seeds for a fuzz target (`ci/fuzz`), out of captures/ and scenarios/.

use std::collections::HashSet;
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

use phonerig::capture::{Kind, Reader};

/// Octets of a datagram by which two count as alike: call numbers and time-stamps come before them.
const ALIKE: std::ops::Range<usize> = 8..28;
/// A full frame's header, before its elements.
const FULL_HEADER: usize = 12;
/// A capture's beginning is seed enough.
const CAPTURE_HEAD: usize = 4000;

type Seeds = Vec<Vec<u8>>;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(target), Some(folder)) = (arguments.next(), arguments.next()) else {
        return Err("usage: seeds TARGET FOLDER".into());
    };
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let seeds = match target.as_str() {
        "frame" => datagrams(&root.join("captures"))?,
        "elements" => chains(datagrams(&root.join("captures"))?),
        "capture" => heads(&root.join("captures"))?,
        "notation" => files(&root.join("scenarios"), "toml")?
            .into_iter()
            .map(fs::read)
            .collect::<Result<_, _>>()?,
        _ => Seeds::new(),
    };
    for (number, seed) in seeds.iter().enumerate() {
        fs::write(Path::new(&folder).join(format!("seed-{number}")), seed)?;
    }
    println!("{} seeds for {target}", seeds.len());
    Ok(())
}

/// The files of a folder and of those in it, in order.
fn files(folder: &Path, extension: &str) -> Result<Vec<PathBuf>, Box<dyn Error>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(files(&path, extension)?);
        } else if path.extension().is_some_and(|it| it == extension) {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

/// One datagram of each shape.
fn datagrams(folder: &Path) -> Result<Seeds, Box<dyn Error>> {
    let (mut seen, mut seeds) = (HashSet::new(), Seeds::new());
    for path in files(folder, "pcap")? {
        let mut reader = Reader::open(&path)?;
        while let Some(item) = reader.next_item()? {
            if let Kind::Udp { payload, .. } = item.kind
                && seen.insert(payload.get(ALIKE).unwrap_or(payload).to_vec())
                && seeds.len() < 2000
            {
                seeds.push(payload.to_vec());
            }
        }
    }
    Ok(seeds)
}

/// What follows the headers of IAX messages.
fn chains(datagrams: Seeds) -> Seeds {
    let iax = |octets: &Vec<u8>| octets.get(10) == Some(&6) && octets[0] & 0x80 != 0;
    let with_elements = datagrams.into_iter().filter(|octets| iax(octets) && octets.len() > 12);
    with_elements.map(|octets| octets[FULL_HEADER..].to_vec()).collect()
}

fn heads(folder: &Path) -> Result<Seeds, Box<dyn Error>> {
    let mut seeds = Seeds::new();
    for path in files(folder, "pcap")? {
        let mut octets = fs::read(path)?;
        octets.truncate(CAPTURE_HEAD);
        seeds.push(octets);
    }
    Ok(seeds)
}
