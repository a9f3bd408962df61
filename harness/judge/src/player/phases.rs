//! Preambles chosen for a scenario, and their lines put in its terms.

use super::cast::Setup;
use super::stage::{Part, Phase};
use crate::notation::ast::{End, Event, Line, Script, Step};
use crate::notation::message::Message;
use crate::scenario::{Preamble, Start, State};

/// A phase, and the start that it leads to.
#[derive(Clone, Debug)]
pub(super) struct Planned {
    pub(super) phase: Phase,
    pub(super) start: Option<Start>,
}

/// Every phase of a scenario; an error says which preamble is missing.
pub(super) fn plan(setup: &Setup<'_>) -> Result<Vec<Planned>, String> {
    let scenario = setup.scenario;
    let mut planned = Vec::new();
    for (start, letter) in scenario.start.iter().zip('a'..='z') {
        for (preamble, start) in chain(setup, start, letter == 'a')? {
            let steps = adapted(preamble, setup, &letter.to_string());
            planned.push(Planned {
                phase: phase(Part::Preamble, &preamble.file, steps),
                start: Some(start),
            });
        }
    }
    let body = phase(Part::Body, &scenario.file, scenario.script.steps.clone());
    planned.push(Planned { phase: body, start: scenario.start.first().cloned() });
    Ok(planned)
}

fn phase(part: Part, file: &str, steps: Vec<Step>) -> Phase {
    let script = Script { steps };
    let registers = script.lines().flat_map(|line| &line.events).any(is_registration);
    Phase { part, file: file.to_owned(), steps: script.steps, registers }
}

fn is_registration(event: &Event) -> bool {
    let is = |message: &Message| matches!(message, Message::Iax(0x0d..=0x11));
    matches!(event, Event::Frame(frame) if frame.messages.iter().any(is))
}

/// The preambles that lead to a start, first one first; registration stands before the first call only.
fn chain<'a>(
    setup: &Setup<'a>,
    start: &Start,
    first: bool,
) -> Result<Vec<(&'a Preamble, Start)>, String> {
    let mut chain = Vec::new();
    let mut wanted = Some(start.clone());
    while let Some(start) = wanted.filter(|start| start.state > State::Cold) {
        if start.state == State::Registered && !first {
            break;
        }
        if start.state == State::Registered && !setup.declaration.supports("registrant") {
            break;
        }
        let preamble = choose(setup, &start).ok_or_else(|| {
            format!(
                "no preamble leads to `{}` with what {} declares",
                name(&start),
                setup.declaration.name
            )
        })?;
        wanted = preamble.after.clone().map(|after| before(setup, &start, after));
        if chain.len() > 8 {
            return Err(format!("the preambles to `{}` lead in a circle", name(&start)));
        }
        chain.push((preamble, start));
    }
    chain.reverse();
    Ok(chain)
}

/// The start that a preamble begins in: of the same flavour, but registered are the accounts that register themselves.
fn before(setup: &Setup<'_>, start: &Start, after: Start) -> Start {
    let registers = |account: u32| setup.declaration.account(account).is_some_and(|a| a.register);
    let account = match after.state {
        State::Registered if !registers(start.account) => after.account,
        _ => start.account,
    };
    Start { account, codec: start.codec, ..after }
}

fn name(start: &Start) -> String {
    let state = match start.state {
        State::Cold => "cold",
        State::Registered => "registered",
        State::Linked => "linked",
        State::Up => "up",
    };
    let flavour = |is: bool, word| if is { word } else { "" };
    format!("{state}{}{}", flavour(start.out, " out"), flavour(start.encrypted, " encrypted"))
}

/// Of the preambles that fit, the one that needs most; what the account lacks is not needed.
fn choose<'a>(setup: &Setup<'a>, start: &Start) -> Option<&'a Preamble> {
    let account = setup.declaration.account(start.account);
    let has = |need: &str| {
        let by_account = match (need, account) {
            ("md5", Some(account)) if start.state == State::Registered || start.out => {
                account.secret.is_some()
            }
            ("call-token", Some(account)) => account.token,
            ("trunk", Some(account)) => account.trunk,
            ("overlap-dialling", Some(account)) => account.overlap,
            _ => true,
        };
        by_account && setup.declaration.supports(need)
    };
    let fits = |preamble: &&Preamble| {
        preamble.leads_to(start) && preamble.needs.iter().all(|need| has(need))
    };
    setup.preambles.iter().filter(fits).max_by_key(|preamble| preamble.needs.len())
}

/// A preamble's lines, with the scenario's first party for `pbx` and the leg that is to come up for its first one.
fn adapted(preamble: &Preamble, setup: &Setup<'_>, letter: &str) -> Vec<Step> {
    let party = setup.scenario.plays.first().map_or("pbx", String::as_str);
    let leg = (preamble.reaches.state >= State::Linked).then(|| letter.to_owned());
    let mut script = preamble.script.clone();
    let adapt = |line: &mut Line| {
        line.events.iter_mut().for_each(|event| adapt_event(event, party, leg.as_ref()))
    };
    for step in &mut script.steps {
        match step {
            Step::Line(line) => adapt(line),
            Step::AnyOrder(lines) => lines.iter_mut().for_each(adapt),
            Step::OneOf(branches) => branches.iter_mut().flatten().for_each(adapt),
        }
    }
    script.steps
}

fn adapt_event(event: &mut Event, party: &str, leg: Option<&String>) {
    let adapt = |end: &mut End| {
        if end.party == "pbx" {
            party.clone_into(&mut end.party);
            end.leg = end.leg.take().or_else(|| leg.cloned());
        }
    };
    match event {
        Event::Frame(frame) => [&mut frame.from, &mut frame.to].into_iter().for_each(adapt),
        Event::Flow(flow) => [&mut flow.from, &mut flow.to].into_iter().for_each(adapt),
        Event::User(action) if action.verb == crate::notation::ast::UserVerb::Answers => {
            action.leg = action.leg.take().or_else(|| leg.cloned());
        }
        Event::Sign(sign) if sign.legs.is_empty() => sign.legs.extend(leg.cloned()),
        _ => {}
    }
}
