//! The codes that the rig's transport and its answers go by.

use iax2_wire::{IaxCode, IeCode};

macro_rules! octets {
    ($($name:ident = $code:expr;)*) => { $(pub(super) const $name: u8 = $code.0;)* };
}

octets! {
    NEW = IaxCode::NEW;
    PING = IaxCode::PING;
    PONG = IaxCode::PONG;
    ACK = IaxCode::ACK;
    HANGUP = IaxCode::HANGUP;
    REJECT = IaxCode::REJECT;
    ACCEPT = IaxCode::ACCEPT;
    AUTHREQ = IaxCode::AUTHREQ;
    AUTHREP = IaxCode::AUTHREP;
    INVAL = IaxCode::INVAL;
    LAGRQ = IaxCode::LAGRQ;
    LAGRP = IaxCode::LAGRP;
    REGREQ = IaxCode::REGREQ;
    REGAUTH = IaxCode::REGAUTH;
    REGACK = IaxCode::REGACK;
    REGREJ = IaxCode::REGREJ;
    REGREL = IaxCode::REGREL;
    VNAK = IaxCode::VNAK;
    DPREQ = IaxCode::DPREQ;
    DPREP = IaxCode::DPREP;
    TXCNT = IaxCode::TXCNT;
    TXACC = IaxCode::TXACC;
    TXREL = IaxCode::TXREL;
    POKE = IaxCode::POKE;
    RTKEY = IaxCode::RTKEY;
    CALLTOKEN = IaxCode::CALLTOKEN;
    IE_CALLED = IeCode::CALLED_NUMBER;
    IE_USERNAME = IeCode::USERNAME;
    IE_CAPABILITY = IeCode::CAPABILITY;
    IE_FORMAT = IeCode::FORMAT;
    IE_CHALLENGE = IeCode::CHALLENGE;
    IE_MD5 = IeCode::MD5_RESULT;
    IE_RSA = IeCode::RSA_RESULT;
    IE_APPARENT = IeCode::APPARENT_ADDR;
    IE_CALLNO = IeCode::CALLNO;
    IE_DATETIME = IeCode::DATETIME;
    IE_ENCRYPTION = IeCode::ENCRYPTION;
    IE_TOKEN = IeCode::CALLTOKEN;
}
