//! The messages: subclasses of IAX, control and HTML frames (RFC 5456 8.3 to 8.5).

codes! {
    /// An IAX message, the subclass of a frame of type 6 (RFC 5456 8.4).
    IaxCode {
        NEW = 0x01 "NEW",
        PING = 0x02 "PING",
        PONG = 0x03 "PONG",
        ACK = 0x04 "ACK",
        HANGUP = 0x05 "HANGUP",
        REJECT = 0x06 "REJECT",
        ACCEPT = 0x07 "ACCEPT",
        AUTHREQ = 0x08 "AUTHREQ",
        AUTHREP = 0x09 "AUTHREP",
        INVAL = 0x0a "INVAL",
        LAGRQ = 0x0b "LAGRQ",
        LAGRP = 0x0c "LAGRP",
        REGREQ = 0x0d "REGREQ",
        REGAUTH = 0x0e "REGAUTH",
        REGACK = 0x0f "REGACK",
        REGREJ = 0x10 "REGREJ",
        REGREL = 0x11 "REGREL",
        VNAK = 0x12 "VNAK",
        DPREQ = 0x13 "DPREQ",
        DPREP = 0x14 "DPREP",
        DIAL = 0x15 "DIAL",
        TXREQ = 0x16 "TXREQ",
        TXCNT = 0x17 "TXCNT",
        TXACC = 0x18 "TXACC",
        TXREADY = 0x19 "TXREADY",
        TXREL = 0x1a "TXREL",
        TXREJ = 0x1b "TXREJ",
        QUELCH = 0x1c "QUELCH",
        UNQUELCH = 0x1d "UNQUELCH",
        POKE = 0x1e "POKE",
        MWI = 0x20 "MWI",
        UNSUPPORT = 0x21 "UNSUPPORT",
        TRANSFER = 0x22 "TRANSFER",
        TXMEDIA = 0x26 "TXMEDIA",
        RTKEY = 0x27 "RTKEY",
        CALLTOKEN = 0x28 "CALLTOKEN",
        T38_REQUEST_NEGOTIATE = 0x30 "T38-REQUEST-NEGOTIATE",
        T38_REQUEST_TERMINATE = 0x31 "T38-REQUEST-TERMINATE",
        T38_NEGOTIATED = 0x32 "T38-NEGOTIATED",
        T38_TERMINATED = 0x33 "T38-TERMINATED",
        T38_REFUSED = 0x34 "T38-REFUSED",
    } deployed {
        PAGE = 0x1f "PAGE",
        PROVISION = 0x23 "PROVISION",
        FWDOWNL = 0x24 "FWDOWNL",
        FWDATA = 0x25 "FWDATA",
    }
}

codes! {
    /// A control message, the subclass of a frame of type 4 (RFC 5456 8.3).
    ControlCode {
        HANGUP = 0x01 "HANGUP",
        RINGING = 0x03 "RINGING",
        ANSWER = 0x04 "ANSWER",
        BUSY = 0x05 "BUSY",
        CONGESTION = 0x08 "CONGESTION",
        FLASH = 0x09 "FLASH",
        OPTION = 0x0b "OPTION",
        KEY = 0x0c "KEY",
        UNKEY = 0x0d "UNKEY",
        PROGRESS = 0x0e "PROGRESS",
        PROCEEDING = 0x0f "PROCEEDING",
        HOLD = 0x10 "HOLD",
        UNHOLD = 0x11 "UNHOLD",
    } deployed {
        RING = 0x02 "RING",
        TAKE_OFF_HOOK = 0x06 "TAKE-OFF-HOOK",
        OFF_HOOK = 0x07 "OFF-HOOK",
        WINK = 0x0a "WINK",
        VIDEO_UPDATE = 0x12 "VIDEO-UPDATE",
        CONNECTED_LINE = 0x16 "CONNECTED-LINE",
        REDIRECTING = 0x17 "REDIRECTING",
        T38_PARAMETERS = 0x18 "T38-PARAMETERS",
        AOC = 0x1c "AOC",
        INCOMPLETE = 0x1e "INCOMPLETE",
        MCID = 0x1f "MCID",
        STOP_SOUNDS = 0xff "STOP-SOUNDS",
    }
}

codes! {
    /// An HTML message, the subclass of a frame of type 9 (RFC 5456 8.5).
    HtmlCode {
        URL = 0x01 "URL",
        DATA = 0x02 "DATA",
        BEGIN = 0x04 "BEGIN",
        END = 0x08 "END",
        LOAD_COMPLETE = 0x10 "LOAD-COMPLETE",
        NOT_SUPPORTED = 0x11 "NOT-SUPPORTED",
        LINK_URL = 0x12 "LINK-URL",
        UNLINK_URL = 0x13 "UNLINK-URL",
        LINK_REJECT = 0x14 "LINK-REJECT",
    }
}
