package io.tunedzmq.examples.calibrate;

/**
 * What differs between runs. Immutable.
 *
 * @param ioThreads of the context
 * @param hwm messages held for each subscriber
 */
public record Setting(int ioThreads, int hwm) {}
