package io.tunedzmq.diagnosis;

/** How bad a finding is. The order of the constants is the order of findings in a {@link Diagnosis}. */
public enum Severity {
    /** Messages are lost or refused, or connections are dead, and this is why. */
    CRITICAL,
    /** Something is wrong, and nothing was seen to be lost for it in the window. */
    WARNING,
    /** Wasteful or blind, but nothing is at risk. */
    NOTICE
}
