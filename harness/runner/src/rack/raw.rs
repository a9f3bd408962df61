//! A bench file as TOML has it: every value with its place, and nothing checked yet.

use serde::Deserialize;
use toml::Spanned;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    #[serde(default, rename = "board")]
    pub(super) boards: Vec<Spanned<Board>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Board {
    pub(super) name: Spanned<String>,
    pub(super) kind: Spanned<String>,
    pub(super) declaration: Spanned<String>,
    pub(super) image: Option<Spanned<String>>,
    pub(super) chip: Option<Spanned<String>>,
    pub(super) probe: Option<Spanned<String>>,
    pub(super) serial: Option<Spanned<Serial>>,
    pub(super) network: Option<Spanned<Network>>,
    pub(super) power: Option<Spanned<Power>>,
    pub(super) slack: Option<Spanned<String>>,
    #[serde(default)]
    pub(super) capabilities: Vec<Spanned<String>>,
    #[serde(default)]
    pub(super) tags: Vec<Spanned<String>>,
    pub(super) count: Option<Spanned<u32>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Serial {
    pub(super) port: Spanned<String>,
    pub(super) speed: Spanned<u32>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Network {
    pub(super) interface: Spanned<String>,
    pub(super) dut: Spanned<String>,
    pub(super) rig: Vec<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Power {
    pub(super) on: Spanned<String>,
    pub(super) off: Spanned<String>,
}
