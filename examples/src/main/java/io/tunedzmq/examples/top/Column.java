package io.tunedzmq.examples.top;

import java.util.function.Function;

/**
 * A column of numbers. Immutable.
 *
 * @param rank 1 stays longest where there are too few columns on the screen
 */
record Column(int rank, String title, Function<Row, String> cell) {}
