//! One scenario as the runner needs it: selected, understood and matched against the declaration.

use phonerig_judge::catalogue::Catalogue;
use phonerig_judge::declaration::Declaration;
use phonerig_judge::finding::RequirementId;
use phonerig_judge::scenario::Scenario;
use phonerig_judge::verdict::Level;

/// A scenario that was selected.
#[derive(Clone, Debug)]
pub struct Case {
    /// Its id: the path of its file below `scenarios/`, without `.toml`.
    pub id: String,
    /// What it says.
    pub scenario: Scenario,
    /// The strongest level among its requirements.
    pub level: Level,
    /// Why the device cannot be held to it, if so.
    pub unsupported: Option<String>,
}

impl Case {
    /// A scenario under its id, matched against a declaration.
    pub fn new(
        id: &str,
        scenario: Scenario,
        catalogue: &Catalogue,
        declaration: &Declaration,
    ) -> Self {
        let level = |id: &RequirementId| catalogue.get(id).map(|entry| entry.level());
        Self {
            id: id.to_owned(),
            level: scenario.requires.iter().filter_map(level).max().unwrap_or(Level::Info),
            unsupported: declaration
                .lacks(scenario.all_needs())
                .or_else(|| declaration.lacks_accounts(scenario.accounts())),
            scenario,
        }
    }
}
