package io.tunedzmq.socket;

import zmq.Msg;
import zmq.msg.MsgAllocator;

/**
 * Keeps a length that a peer claims from killing an I/O thread. JeroMQ 0.6.0 allocates what a frame header says, lets
 * negative sizes pass its own limit, and an Error in an I/O thread ends the thread and with it every connection on it.
 * An exception ends only the one connection.
 */
record CappedAllocator(int most) implements MsgAllocator {
    @Override
    public Msg allocate(int size) {
        if (size < 0 || size > most) {
            throw new IllegalStateException("a peer announced a frame of " + Integer.toUnsignedLong(size)
                    + " bytes (expected: <= " + most + "; raise maxMessageBytes if it is yours)");
        }
        try {
            return new Msg(size);
        } catch (OutOfMemoryError e) {
            throw new IllegalStateException("no memory for a frame of " + size + " bytes that a peer announced", e);
        }
    }
}
