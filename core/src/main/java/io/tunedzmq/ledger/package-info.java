/**
 * The books of a subscriber: what came and what did not, by publisher, connection and topic, and whom to believe. Pure:
 * no socket, no thread, no clock of its own; not exported.
 */
@NullMarked
package io.tunedzmq.ledger;

import org.jspecify.annotations.NullMarked;
