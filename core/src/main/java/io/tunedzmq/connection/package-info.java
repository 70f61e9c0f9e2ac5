/**
 * What is taken from the other end of a TCP connection, and what is not: memory for the frames that it announces, its
 * subscriptions, and everything else that it says to a publisher. Nothing here trusts a peer. Not exported.
 *
 * <p>JeroMQ has no place where one connection can be told from another while it reads, so this package uses the one
 * hook that every connection calls for each frame: its message allocator, of which each connection gets its own.
 */
@NullMarked
package io.tunedzmq.connection;

import org.jspecify.annotations.NullMarked;
