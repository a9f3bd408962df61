//! The tables as text and as graphs: a change of behaviour shows as a change of these.

use std::string::ToString;

use super::*;

#[test]
fn figure_1_is_as_the_rfc_draws_it() {
    insta::assert_snapshot!("figure-1", REGISTRANT.to_string());
    insta::assert_snapshot!("figure-1-dot", REGISTRANT.dot().to_string());
}

#[test]
fn figure_2_is_as_the_rfc_draws_it() {
    insta::assert_snapshot!("figure-2", CALL_ORIGINATION.to_string());
    insta::assert_snapshot!("figure-2-dot", CALL_ORIGINATION.dot().to_string());
}

#[test]
fn figure_3_is_as_the_rfc_draws_it() {
    insta::assert_snapshot!("figure-3", CALL_TERMINATION.to_string());
    insta::assert_snapshot!("figure-3-dot", CALL_TERMINATION.dot().to_string());
}

#[test]
fn figure_4_is_as_the_rfc_draws_it() {
    insta::assert_snapshot!("figure-4", PATH_OPTIMISATION.to_string());
    insta::assert_snapshot!("figure-4-dot", PATH_OPTIMISATION.dot().to_string());
}

#[test]
fn an_input_that_means_nothing_takes_no_arrow() {
    assert_eq!(CALL_ORIGINATION.step(Caller::Waiting, CallerInput::RecAnswer), None);
}

#[test]
fn no_state_and_input_take_two_arrows() {
    for row in CALL_ORIGINATION.moves {
        for from in row.from {
            assert_eq!(CALL_ORIGINATION.step(*from, row.input).as_ref(), Some(row));
        }
    }
}
