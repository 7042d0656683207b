package io.pgweir.proxy.relay;

/** Whether a message may go to the server that the session has. */
enum Admission {
    GO,
    /** Not now: something must happen first, and then the message is looked at again. */
    WAIT,
    /** Never: the client gets an error instead. */
    REFUSE
}
