/**
 * The way of a message from {@code publish} to JeroMQ: it is numbered and gathered, sent under one lock, and held in
 * the books until all subscribers have taken it. Knows nothing of subscribing; not exported.
 */
@NullMarked
package io.tunedzmq.publish;

import org.jspecify.annotations.NullMarked;
