//! The main loop: it moves frames, lines and time into the phone and takes out what it says, then sleeps until there is more.

use crate::board::{Board, say};
use crate::commands;
use crate::console::Console;
use crate::network::Network;
use crate::setup::{Setup, Told};
use crate::status;
use core::time::Duration;
use iax2_wire::time::Instant;
use phonerig_phone::{Config, Event, Input, Phone, UserAction};
use smoltcp::phy::Device;
use static_cell::ConstStaticCell;

/// Octets of the longest datagram that the phone forms: a whole trunk frame.
const LONGEST: usize = 1280;

static PHONE: ConstStaticCell<Phone> = ConstStaticCell::new(Phone::off());
static CONSOLE: ConstStaticCell<Console> = ConstStaticCell::new(Console::new());
static TRANSMIT: ConstStaticCell<[u8; LONGEST]> = ConstStaticCell::new([0; LONGEST]);

/// Runs the phone on a board.
pub fn run<B: Board, D: Device>(mut board: B, ethernet: D) -> ! {
    let (phone, console) = (PHONE.take(), CONSOLE.take());
    status::version(&board);
    defmt::info!("{=str} is up: reset by {=str}", B::NAME, board.reset_cause().word());
    let setup = set_up(&mut board, console, phone.config_mut());
    phone.switch_on(setup.seed);
    let mut machine = Machine {
        board,
        console,
        phone,
        network: Network::new(ethernet, B::MAC, setup.address),
        buffer: TRANSMIT.take(),
    };
    loop {
        machine.turn();
    }
}

/// Takes lines until `start`.
#[inline(never)]
fn set_up<B: Board>(board: &mut B, console: &mut Console, config: &mut Config) -> Setup {
    let mut setup = Setup::new(config);
    loop {
        board.kick();
        let told = match console.line(board) {
            None => {
                board.sleep(None);
                continue;
            }
            Some(Err(need)) => Told::Wrong(need),
            Some(Ok("version")) => {
                status::version(board);
                Told::Taken
            }
            Some(Ok(line)) => setup.take(config, line),
        };
        match told {
            Told::Taken => say::<B>(format_args!("ok")),
            Told::Start => {
                say::<B>(format_args!("ok"));
                return setup;
            }
            Told::Other => say::<B>(format_args!("error 1 a line of set-up, or start")),
            Told::Wrong(need) => say::<B>(format_args!("error 1 {need}")),
        }
    }
}

/// A phone on a board.
struct Machine<B, D: Device> {
    board: B,
    console: &'static mut Console,
    phone: &'static mut Phone,
    network: Network<D>,
    /// Where the phone writes what it sends.
    buffer: &'static mut [u8; LONGEST],
}

impl<B: Board, D: Device> Machine<B, D> {
    /// Once around: does all there is to do, or sleeps.
    fn turn(&mut self) {
        self.board.kick();
        let now = self.board.now();
        let woken = self.phone.poll_timeout().is_some_and(|due| due <= now);
        let told = self.converse(now);
        let heard = self.hear(now);
        self.network.let_out(now);
        if woken {
            self.phone.handle_timeout(now);
        }
        if woken || told || heard {
            self.speak(now);
        } else {
            let rest = self.rest();
            self.board.sleep(rest);
        }
    }

    /// Takes a line, if one has come; true where it was for the phone.
    fn converse(&mut self, now: Instant) -> bool {
        let Self { board, console, phone, .. } = self;
        match console.line(board) {
            None => false,
            Some(Err(need)) => {
                say::<B>(format_args!("error 1 {need}"));
                true
            }
            Some(Ok(line)) => {
                if !commands::obey(board, phone, line) {
                    act::<B>(phone, now, line);
                }
                true
            }
        }
    }

    /// Takes the datagrams that have come.
    fn hear(&mut self, now: Instant) -> bool {
        let mut any = false;
        while self.network.let_in(now) {
            if let Some((from, octets)) = self.network.receive() {
                self.phone.handle_input(now, Input::Datagram { from, octets });
                any = true;
                self.speak(now);
            }
        }
        any
    }

    /// Gives out what the phone has to say.
    #[inline(never)]
    fn speak(&mut self, now: Instant) {
        while let Some(transmit) = self.phone.poll_transmit(now, self.buffer) {
            self.network.send(transmit.to, &self.buffer[..transmit.len]);
            self.network.let_out(now);
        }
        while let Some(event) = self.phone.poll_event() {
            log(&event);
            say::<B>(format_args!("* {event}"));
        }
    }

    /// How long there is nothing to do, if nothing comes.
    fn rest(&mut self) -> Option<Duration> {
        let now = self.board.now();
        let due = self.phone.poll_timeout().map(|due| due.since(now));
        due.into_iter().chain(self.network.rests(now)).min()
    }
}

/// Does what a user's line says.
#[inline(never)] // Actions are large, and the stack of whatever else goes on here is not to pay for them.
fn act<B: Board>(phone: &mut Phone, now: Instant, line: &str) {
    if let Some(action) = action::<B>(line) {
        phone.handle_input(now, Input::User(action));
    }
}

/// What a user's line says; an answer to it is given.
#[inline(never)]
fn action<B: Board>(line: &str) -> Option<UserAction> {
    let parsed = UserAction::parse(line);
    match &parsed {
        Ok(_) => say::<B>(format_args!("ok")),
        Err(error) => say::<B>(format_args!("error {} {}", error.at, error)),
    }
    parsed.ok()
}

/// Puts a sign into the log, without what a peer wrote.
fn log(event: &Event) {
    let call = event.call().map_or(0, iax2_wire::CallNumber::get);
    defmt::info!("{=str} src={=u16}", event.word(), call);
}
