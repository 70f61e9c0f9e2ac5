package io.tunedzmq.jeromq;

import zmq.ZError;

/**
 * Tells the end of a peer over inproc from a failure, where JeroMQ throws it into the call that reads of it. What is
 * said to another socket goes into its mailbox first, and its thread is woken after: a peer that finds the last word
 * before that closes at once, and nobody is there to be woken. Everything has been said, and answered, by then.
 *
 * <p>But JeroMQ does not note that it was said, and where assertions are enabled complains of it when it hears the
 * answer, having done all that is due.
 */
final class ClosedInprocPeer {
    private ClosedInprocPeer() {}

    /** Whether this is all: the call may be made again. */
    static boolean isEnd(Throwable problem) {
        if (problem instanceof ZError.IOException) {
            for (StackTraceElement frame : problem.getStackTrace()) {
                if (frame.getMethodName().equals("sendPipeTermAck")) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Whether this is what follows it, when the answer is heard. */
    static boolean isAnswer(Throwable problem) {
        StackTraceElement[] stack = problem.getStackTrace();
        return problem instanceof AssertionError
                && stack.length > 0
                && stack[0].getMethodName().equals("processPipeTermAck");
    }
}
