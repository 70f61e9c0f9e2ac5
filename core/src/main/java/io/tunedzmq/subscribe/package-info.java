/**
 * The way of a message from JeroMQ to {@code receive}: it is read, entered in the books, and handed out; and what a
 * subscriber says to its publishers. Knows nothing of publishing; not exported.
 */
@NullMarked
package io.tunedzmq.subscribe;

import org.jspecify.annotations.NullMarked;
