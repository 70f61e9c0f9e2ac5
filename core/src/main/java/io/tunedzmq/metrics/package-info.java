/**
 * What a context shows to those who watch it: what there is to read of each kind of thing, and the one table of what
 * each number is called, in which unit, and what it means. Every exporter reads this and nothing else. Not exported.
 */
@NullMarked
package io.tunedzmq.metrics;

import org.jspecify.annotations.NullMarked;
