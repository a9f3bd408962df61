//! The folder `scenarios/`: carried in the binary, or read from a disk.

use include_dir::{Dir, include_dir};
use phonerig_judge::catalogue::{Catalogue, CatalogueError};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

static EMBEDDED: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/../../scenarios");

/// Where the requirements stand.
const CATALOGUE_FILES: [&str; 2] = ["catalogue.toml", "field.toml"];

/// The files of `scenarios/` by their path below it, such as `iax2/6.2.2/new-accept.toml`.
#[derive(Clone, Debug)]
pub struct Library {
    files: BTreeMap<String, String>,
    loose: BTreeMap<String, String>,
    root: Option<PathBuf>,
}

/// A library that cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum LibraryError {
    /// A file or folder cannot be read.
    #[error("cannot read {path}: {cause}")]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system says.
        cause: std::io::Error,
    },
    /// A file is missing.
    #[error("the scenarios have no file {0}")]
    Missing(String),
    /// The catalogue cannot be used.
    #[error(transparent)]
    Catalogue(#[from] CatalogueError),
}

impl Library {
    /// The scenarios that this binary was built with.
    pub fn embedded() -> Self {
        let mut files = BTreeMap::new();
        collect_embedded(&EMBEDDED, &mut files);
        Self { files, loose: BTreeMap::new(), root: None }
    }

    /// The scenarios of a folder.
    ///
    /// # Errors
    /// Fails where a file below it cannot be read.
    pub fn from_folder(root: &Path) -> Result<Self, LibraryError> {
        let mut files = BTreeMap::new();
        collect_folder(root, root, &mut files)?;
        Ok(Self { files, loose: BTreeMap::new(), root: Some(root.to_owned()) })
    }

    /// The folder on disk, if it was read from one.
    pub fn root(&self) -> Option<&Path> {
        self.root.as_deref()
    }

    /// Puts a scenario in under its id, over one that has it.
    pub fn insert_scenario(&mut self, id: &str, text: String) {
        self.loose.insert(id.to_owned(), text);
    }

    /// Puts the files of another library over these.
    pub fn overlay(&mut self, other: &Self) {
        self.files.extend(other.files.clone());
    }

    /// All files, by path.
    pub fn files(&self) -> impl Iterator<Item = (&str, &str)> {
        self.files.iter().map(|(path, text)| (path.as_str(), text.as_str()))
    }

    /// The text of a file.
    pub fn get(&self, path: &str) -> Option<&str> {
        self.files.get(path).map(String::as_str)
    }

    /// The text of a file that must be there.
    ///
    /// # Errors
    /// Fails where it is not.
    pub fn require(&self, path: &str) -> Result<&str, LibraryError> {
        self.get(path).ok_or_else(|| LibraryError::Missing(path.to_owned()))
    }

    /// The files below a folder, by path.
    pub fn below<'a>(&'a self, folder: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.files
            .iter()
            .filter(move |(path, _)| {
                path.strip_prefix(folder).is_some_and(|rest| rest.starts_with('/'))
            })
            .map(|(path, text)| (path.as_str(), text.as_str()))
    }

    /// The scenarios as id and text, in order of id.
    pub fn scenarios(&self) -> impl Iterator<Item = (&str, &str)> {
        let files = self
            .files
            .iter()
            .filter(|(path, _)| is_scenario(path))
            .filter_map(|(path, text)| Some((path.strip_suffix(".toml")?, text.as_str())));
        let loose = self.loose.iter().map(|(id, text)| (id.as_str(), text.as_str()));
        files.chain(loose).collect::<BTreeMap<_, _>>().into_iter()
    }

    /// The requirements: the RFC's rules and the cases from the field.
    ///
    /// # Errors
    /// Fails where one of the files is missing or cannot be used.
    pub fn catalogue(&self) -> Result<Catalogue, LibraryError> {
        let files = CATALOGUE_FILES
            .map(|name| self.require(name).map(|text| (name, text)))
            .into_iter()
            .collect::<Result<Vec<_>, _>>()?;
        Ok(Catalogue::parse(files)?)
    }
}

/// Scenarios stand in a folder of their protocol.
fn is_scenario(path: &str) -> bool {
    (path.starts_with("iax2/") || path.starts_with("sip/")) && path.ends_with(".toml")
}

fn collect_embedded(dir: &Dir<'_>, files: &mut BTreeMap<String, String>) {
    for file in dir.files() {
        if let (Some(path), Some(text)) = (file.path().to_str(), file.contents_utf8()) {
            files.insert(path.replace('\\', "/"), text.to_owned());
        }
    }
    for dir in dir.dirs() {
        collect_embedded(dir, files);
    }
}

fn collect_folder(
    root: &Path,
    folder: &Path,
    files: &mut BTreeMap<String, String>,
) -> Result<(), LibraryError> {
    let wrap = |path: &Path| {
        let path = path.to_owned();
        move |cause| LibraryError::Read { path, cause }
    };
    for entry in std::fs::read_dir(folder).map_err(wrap(folder))? {
        let path = entry.map_err(wrap(folder))?.path();
        if path.is_dir() {
            collect_folder(root, &path, files)?;
        } else if is_text(&path) {
            let text = std::fs::read_to_string(&path).map_err(wrap(&path))?;
            let below = path.strip_prefix(root).expect("it was found below the root");
            files.insert(below.to_string_lossy().replace('\\', "/"), text);
        }
    }
    Ok(())
}

fn is_text(path: &Path) -> bool {
    path.extension().is_some_and(|ext| ext == "toml" || ext == "snap" || ext == "md")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_binary_carries_the_catalogue() {
        let catalogue = Library::embedded().catalogue().expect("it is well formed");
        assert!(catalogue.len() >= 611);
    }

    #[test]
    fn folder_and_binary_hold_the_same_scenarios() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scenarios");
        let disk = Library::from_folder(&folder).expect("the project's own folder");
        let embedded = Library::embedded();
        let ids =
            |library: &Library| library.scenarios().map(|s| s.0.to_owned()).collect::<Vec<_>>();
        assert_eq!(ids(&disk), ids(&embedded));
    }
}
