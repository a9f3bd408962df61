//! The project's own data files, and what is said of broken ones.

use phonerig_judge::catalogue::Catalogue;
use phonerig_judge::readings::Readings;
use phonerig_judge::verdict::Level;

const CATALOGUE: &str = include_str!("../../../scenarios/catalogue.toml");
const FIELD: &str = include_str!("../../../scenarios/field.toml");
const READINGS: &str = include_str!("../../../scenarios/readings.toml");

fn catalogue() -> Catalogue {
    Catalogue::parse([("catalogue.toml", CATALOGUE), ("field.toml", FIELD)])
        .expect("the project's own catalogue is well formed")
}

fn level(id: &str) -> Option<Level> {
    catalogue().get(&id.into()).map(|requirement| requirement.level())
}

#[test]
fn every_field_case_and_nat_behaviour_has_an_id() {
    let catalogue = catalogue();
    let count =
        |prefix: &str| catalogue.iter().filter(|each| each.id.as_str().starts_with(prefix)).count();
    assert_eq!((count("R-"), count("I-"), count("RFC4787-")), (79, 32, 26));
}

#[test]
fn field_cases_bind_as_strongly_as_they_say() {
    assert_eq!(level("R-58"), Some(Level::Must));
    assert_eq!(level("R-56"), Some(Level::Should));
    assert_eq!(level("I-15"), Some(Level::Info));
    assert_eq!(level("RFC4787-REQ-1"), Some(Level::Must));
    assert_eq!(level("R-80"), None);
}

#[test]
fn every_reading_names_requirements_of_the_catalogue() {
    let catalogue = catalogue();
    let readings = Readings::parse("readings.toml", READINGS).expect("well formed");
    assert_eq!(readings.all().len(), 48);
    for reading in readings.all() {
        assert!(!reading.requirements.is_empty(), "reading {} decides nothing", reading.id);
        for id in &reading.requirements {
            assert!(catalogue.get(id).is_some(), "reading {} names {id}", reading.id);
        }
    }
    assert_eq!(readings.of("IAX2-7-06").map(|each| each.id).collect::<Vec<_>>(), [1]);
}

#[test]
fn a_reading_out_of_order_is_an_error_at_its_place() {
    let text = "[[reading]]\nid = 2\ntopic = \"t\"\nconflict = \"c\"\nreading = \"r\"\nrequirements = []\n";
    let error = Readings::parse("readings.toml", text).expect_err("the first is not 2");
    assert_eq!(error.to_string(), "readings.toml:1:1: reading 1 should stand here");
}

#[test]
fn an_unknown_key_in_a_reading_is_an_error_at_its_place() {
    let text = "[[reading]]\nid = 1\ntopik = \"t\"\n";
    let error = Readings::parse("readings.toml", text).expect_err("misspelt");
    assert!(error.to_string().starts_with("readings.toml:3:1: unknown field `topik`"), "{error}");
}
