//! The reference phone on TI's EK-LM3S6965 (Cortex-M3, 256 KiB of flash, 64 KiB of RAM), which QEMU emulates as `lm3s6965evb`.
//!
//! The main loop moves frames, lines and time into the phone and takes out what it says, then sleeps until there is more.
//! Nothing is done in interrupts but counting time, so that the phone sees one thing after the other, as it does everywhere.
#![no_std]
#![no_main]

mod chip;
mod clock;
mod console;
mod ethernet;
mod network;
mod register;
mod setup;
mod sleep;
mod uart;

use crate::clock::Clock;
use crate::console::{Console, Line, say};
use crate::network::{Network, Room};
use crate::setup::{Setup, Told};
use core::panic::PanicInfo;
use cortex_m::singleton;
use cortex_m_rt::{ExceptionFrame, entry, exception};
use iax2_wire::time::Instant;
use phonerig_phone::{Input, Phone, UserAction};
use smoltcp::wire::{Ipv4Address, Ipv4Cidr};

/// The version of the console's language.
const CONSOLE_VERSION: u32 = 1;
/// IAX2's port.
const PORT: u16 = 4569;
/// A locally administered address; the board's own would come from its user registers.
const MAC: [u8; 6] = [0x02, 0x1a, 0x58, 0x32, 0x00, 0x01];
/// The network until `net` says otherwise.
const NETWORK: Ipv4Cidr = Ipv4Cidr::new(Ipv4Address::new(10, 0, 0, 2), 24);
/// The longest datagram that the phone forms.
const LONGEST: usize = 1472;

#[entry]
fn main() -> ! {
    let core = cortex_m::Peripherals::take().expect("it is taken here alone");
    chip::start();
    uart::start();
    sleep::start();
    let clock = Clock::start(core.SYST);
    say(format_args!(
        "# phonerig {} lm3s6965 console={CONSOLE_VERSION}",
        env!("CARGO_PKG_VERSION")
    ));
    let mut console = Console::default();
    let setup = set_up(&mut console);
    let room = singleton!(: Room = Room::default()).expect("it is taken here alone");
    let mut network = Network::new(room, MAC, setup.address, PORT);
    let phone = switch_on(setup);
    let mut due = phone.poll_timeout();
    loop {
        let now = clock.now();
        let woken = due.is_some_and(|due| due <= now);
        let told = converse(&mut console, phone, now);
        network.poll(now.as_micros());
        let heard = hear(&mut network, phone, now);
        if woken {
            phone.handle_timeout(now);
        }
        if woken || told || heard {
            speak(&mut network, phone, now);
            due = phone.poll_timeout();
        } else {
            let now = clock.now();
            let due = due.map(|due| due.since(now));
            sleep::sleep(due.into_iter().chain(network.rests(now.as_micros())).min());
        }
    }
}

/// Puts a phone into its place. It is built on the stack, which the main loop is not to pay for.
#[inline(never)]
fn switch_on(setup: Setup) -> &'static mut Phone {
    let phone = singleton!(: Option<Phone> = None).expect("it is taken here alone");
    phone.insert(Phone::new(setup.config, setup.seed))
}

/// Takes lines until `start`.
#[inline(never)]
fn set_up(console: &mut Console) -> Setup {
    let mut setup = Setup::new(NETWORK);
    loop {
        let told = match console.line() {
            None => {
                sleep::sleep(None);
                continue;
            }
            Some(Line::Spoilt) => Told::Wrong("a line of up to 200 printable characters"),
            Some(Line::Text(line)) => setup.take(&line),
        };
        match told {
            Told::Taken => say(format_args!("ok")),
            Told::Start => {
                say(format_args!("ok"));
                return setup;
            }
            Told::Other => say(format_args!("error 1 net, seed, account or start")),
            Told::Wrong(need) => say(format_args!("error 1 {need}")),
        }
    }
}

/// Takes a line for the phone, if one has come.
fn converse(console: &mut Console, phone: &mut Phone, now: Instant) -> bool {
    match console.line() {
        None => return false,
        Some(Line::Spoilt) => say(format_args!("error 1 a line of up to 200 printable characters")),
        Some(Line::Text(line)) if line == "reboot" => cortex_m::peripheral::SCB::sys_reset(),
        Some(Line::Text(line)) => match UserAction::parse(&line) {
            Ok(action) => {
                say(format_args!("ok"));
                phone.handle_input(now, Input::User(action));
                return true;
            }
            Err(error) => say(format_args!("error {} {}", error.at, error)),
        },
    }
    false
}

/// Takes the datagrams that have come.
fn hear(network: &mut Network, phone: &mut Phone, now: Instant) -> bool {
    let mut any = false;
    while let Some((from, octets)) = network.receive() {
        phone.handle_input(now, Input::Datagram { from, octets });
        any = true;
    }
    any
}

/// Gives out what the phone has to say.
fn speak(network: &mut Network, phone: &mut Phone, now: Instant) {
    let mut buffer = [0; LONGEST];
    while let Some(transmit) = phone.poll_transmit(now, &mut buffer) {
        network.send(transmit.to, &buffer[..transmit.len]);
        network.poll(now.as_micros());
    }
    while let Some(event) = phone.poll_event() {
        say(format_args!("* {event}"));
    }
}

#[panic_handler]
fn panic(info: &PanicInfo<'_>) -> ! {
    say(format_args!("# panic: {info}"));
    halt()
}

#[exception]
unsafe fn HardFault(frame: &ExceptionFrame) -> ! {
    say(format_args!("# hard fault: {frame:?}"));
    halt()
}

fn halt() -> ! {
    loop {
        cortex_m::asm::wfi();
    }
}
