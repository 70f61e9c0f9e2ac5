/**
 * JeroMQ, and the guards against its hazards: the context and its I/O threads, sockets and their connections, the
 * threads that look after them, and what becomes of them after an error. Knows nothing of messages; not exported.
 */
@NullMarked
package io.tunedzmq.jeromq;

import org.jspecify.annotations.NullMarked;
