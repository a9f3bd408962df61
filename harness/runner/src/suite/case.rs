//! One scenario as the runner needs it: selected, understood and matched against the declaration.

use phonerig_judge::finding::RequirementId;
use phonerig_judge::verdict::Level;

/// A scenario that was selected.
#[derive(Clone, Debug)]
pub struct Case {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// The strongest level among its requirements.
    pub level: Level,
    /// What it verifies.
    pub requirements: Vec<RequirementId>,
    /// Why the device cannot be held to it, if so.
    pub unsupported: Option<String>,
}
