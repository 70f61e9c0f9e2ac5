/**
 * Why it happened: observations a window apart give findings, each with its evidence and the line to change. Pure
 * functions, one small file for each rule.
 */
@NullMarked
package io.tunedzmq.diagnosis;

import org.jspecify.annotations.NullMarked;
