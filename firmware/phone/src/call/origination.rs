//! Calling: what figure 2's arrows do.

use core::net::SocketAddr;

use iax2_wire::{CauseCode, Format, Full, IaxCode, Ie, Ies};

use super::messages::elements_of;
use super::state::{Call, Stage};
use crate::calendar::date_time;
use crate::capacity::{ENCRYPTION, TOKEN};
use crate::config::{Account, Config, Encryption};
use crate::context::Context;
use crate::credentials;
use crate::elements::Elements;
use crate::event::Event;
use crate::figures::{CALL_ORIGINATION, Caller, CallerInput, CallerOutput};
use crate::text::{self, Number};
use crate::uri::Uri;

/// ENCRYPTION: AES-128 (RFC 5456 8.6.34).
pub(crate) const AES128: u16 = 0x0001;
/// ENCRYPTION: RTKEY is understood (IANA registry).
const KEY_ROTATION: u16 = 0x8000;
/// VERSION of IAX2 (8.6.10).
pub(crate) const VERSION: u16 = 2;
/// How often a caller answers challenges before he gives up.
const CHALLENGES: u8 = 3;

/// Whom to call.
#[derive(Clone, Debug)]
pub(crate) struct Wish {
    /// Index of the account that the call belongs to.
    pub(crate) account: usize,
    pub(crate) server: SocketAddr,
    pub(crate) user: Number,
    pub(crate) number: Number,
    pub(crate) context: Number,
}

impl Wish {
    /// A number behind an account's server, or wherever a URI points; `None` where that leads nowhere.
    pub(crate) fn new(config: &Config, account: usize, dialled: &str) -> Option<Self> {
        let it = config.accounts.get(account)?;
        if Uri::is_meant(dialled) {
            return Self::of_uri(account, dialled);
        }
        let (user, context) = (it.username.clone(), it.context.clone());
        Some(Self { account, server: it.server, user, number: text::cut(dialled), context })
    }

    #[inline(never)]
    fn of_uri(account: usize, dialled: &str) -> Option<Self> {
        let uri = Uri::parse(dialled).ok()?;
        let server = uri.address()?;
        let Uri { user, number, context, .. } = uri;
        Some(Self { account, server, user, number, context })
    }
}

impl Call {
    /// Calls somebody.
    pub(crate) fn place(&mut self, cx: &mut Context<'_>, wish: Wish) {
        (self.user, self.number, self.context) = (wish.user, wish.number, wish.context);
        self.originate(cx, CallerInput::Start, None);
    }

    /// Takes an arrow of figure 2; `false` if `input` means nothing here.
    #[inline(never)]
    pub(super) fn originate(
        &mut self,
        cx: &mut Context<'_>,
        input: CallerInput,
        frame: Option<&Full<'_>>,
    ) -> bool {
        let Stage::Calling(state) = self.stage else { return false };
        let Some(arrow) = CALL_ORIGINATION.step(state, input) else { return false };
        self.stage = Stage::Calling(arrow.to);
        let ies = elements_of(frame);
        match arrow.output {
            CallerOutput::SndNew => self.send_new(cx, ies.call_token()),
            CallerOutput::SndAuthrep => self.send_authrep(cx, ies),
            CallerOutput::SndAck => self.acknowledge(cx, frame),
            CallerOutput::SndHangup => self.close(cx, IaxCode::HANGUP),
            CallerOutput::SndDpreq => self.send_dpreq(cx),
            CallerOutput::SndDial => self.send_dial(cx),
            CallerOutput::Nothing => {}
        }
        if let Some(event) = self.progress(input) {
            cx.sign(event);
        }
        if input == CallerInput::RecAccept && state == Caller::Waiting {
            self.link_as_caller(cx, ies.format());
        }
        true
    }

    /// What the user sees or hears of the call's progress.
    const fn progress(&self, input: CallerInput) -> Option<Event> {
        let src = self.leg.own;
        match input {
            CallerInput::RecProceeding => Some(Event::Proceeding(src)),
            CallerInput::RecRinging => Some(Event::Ringback(src)),
            CallerInput::RecBusy => Some(Event::Busy(src)),
            CallerInput::RecCongestion => Some(Event::Congestion(src)),
            CallerInput::RecAnswer => Some(Event::Up(src)),
            _ => None,
        }
    }

    /// ACCEPT came: the codec is chosen, the watch begins.
    #[inline(never)]
    fn link_as_caller(&mut self, cx: &mut Context<'_>, format: Option<Format>) {
        let chosen = format.filter(|format| cx.config.codecs.contains(format));
        let Some(format) = chosen.or(cx.config.codecs.first().copied()) else { return };
        self.voice.use_codec(format);
        self.watch.start(cx);
        self.start_dialling(cx);
    }

    /// NEW came back with a token, or is sent for the first time with an empty one.
    #[inline(never)]
    fn send_new(&mut self, cx: &mut Context<'_>, token: Option<&[u8]>) {
        let Some(account) = self.account(cx) else { return };
        if token.is_some() {
            self.leg.restart();
        }
        let mut elements = Elements::new();
        self.describe(cx, account, &mut elements);
        match token {
            Some(token) => elements.push(Ie::CallToken(&token[..token.len().min(TOKEN)])),
            None if account.token => elements.push(Ie::CallToken(&[])),
            None => &mut elements,
        };
        self.leg.send_iax(cx, IaxCode::NEW, elements.as_slice());
    }

    /// Says who calls whom, and what is offered.
    fn describe(&self, cx: &Context<'_>, account: &Account, elements: &mut Elements) {
        let own = &account.display_name;
        let name = if own.is_empty() { &cx.config.display_name } else { own };
        elements
            .push(Ie::Version(VERSION))
            .push(Ie::CalledNumber(&self.number))
            .push_text(&self.context, Ie::CalledContext)
            .push_text(&account.number, Ie::CallingNumber)
            .push_text(name, Ie::CallingName)
            .push(Ie::CallingPres(0))
            .push(Ie::CallingTon(0))
            .push(Ie::CallingTns(0))
            .push_text(&account.language, Ie::Language)
            .push_text(&self.user, Ie::Username);
        push_codecs(cx, elements);
        if let Some(clock) = cx.config.clock {
            elements.push(Ie::DateTime(date_time(clock + cx.now.as_millis() / 1000)));
        }
        if ENCRYPTION && account.encryption != Encryption::Never {
            elements.push(Ie::Encryption(AES128 | KEY_ROTATION));
        }
    }

    /// AUTHREQ came (6.2.7): an answer, or HANGUP.
    pub(super) fn receive_authreq(&mut self, cx: &mut Context<'_>, frame: &Full<'_>) -> bool {
        let ies = elements_of(Some(frame));
        let Some(account) = self.account(cx) else { return false };
        self.challenges = self.challenges.saturating_add(1);
        // An account's secret is for its own server's challenges.
        let known = self.leg.peer == account.server && self.challenges <= CHALLENGES;
        let able = known && credentials::can_answer(account, ies);
        let refused = account.encryption == Encryption::Required && !offers_encryption(ies);
        let input = if able && !refused {
            CallerInput::RecAuthreq
        } else {
            CallerInput::RecAuthreqNoCredentials
        };
        let taken = self.originate(cx, input, Some(frame));
        if taken && input == CallerInput::RecAuthreqNoCredentials {
            self.show_end(cx, CauseCode::CALL_REJECTED, "");
        }
        taken
    }

    #[inline(never)]
    fn send_authrep(&mut self, cx: &mut Context<'_>, request: Ies<'_>) {
        let Some(account) = self.account(cx) else { return };
        let mut elements = Elements::new();
        credentials::answer(account, request, &mut elements);
        let wanted =
            ENCRYPTION && account.encryption != Encryption::Never && !account.secret.is_empty();
        if wanted && offers_encryption(request) && cx.policy().calls.encrypts {
            let challenge = request.challenge().unwrap_or_default();
            self.leg.cipher.start(cx, challenge, account.secret.as_bytes());
        }
        self.leg.send_iax(cx, IaxCode::AUTHREP, elements.as_slice());
    }
}

/// FORMAT, CAPABILITY and CODEC PREFS of what the phone speaks.
fn push_codecs(cx: &Context<'_>, elements: &mut Elements) {
    let codecs = &cx.config.codecs;
    let letters = codecs.iter().filter_map(|codec| codec.preference_letter());
    let preferences: heapless::Vec<u8, 8> = letters.collect();
    elements
        .push(Ie::Format(codecs.first().copied().unwrap_or(Format::NONE)))
        .push(Ie::Capability(cx.config.capability()))
        .push(Ie::CodecPrefs(&preferences));
}

fn offers_encryption(ies: Ies<'_>) -> bool {
    ies.encryption().is_some_and(|mask| mask & AES128 != 0)
}
