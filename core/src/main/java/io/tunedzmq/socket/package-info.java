/**
 * The JeroMQ side: sockets, their locks and threads, and the guards against JeroMQ's hazards. Beside the root package
 * the only one that imports JeroMQ; not exported.
 */
@NullMarked
package io.tunedzmq.socket;

import org.jspecify.annotations.NullMarked;
