package io.tunedzmq.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/** One cause that a diagnosis has found. */
@Name("io.tunedzmq.Finding")
@Label("Finding")
@Description("Something that a diagnosis has found; by diagnoseEvery when it begins, and when it gets worse")
@Category({"tunedzmq", "Diagnosis"})
@StackTrace(false)
final class FindingEvent extends Event {
    @Label("Symptom")
    @Description("Which cause")
    String symptom = "";

    @Label("Severity")
    @Description("How bad it is")
    String severity = "";

    @Label("Where")
    @Description("Whose: a socket, a thread, the process")
    String subject = "";

    @Label("Summary")
    @Description("What is wrong")
    String summary = "";

    @Label("Evidence")
    @Description("What was measured, in lines")
    String evidence = "";

    @Label("Fix")
    @Description("The builder line with its number, or the command")
    String fix = "";

    @Label("More")
    @Description("Where the documentation explains it")
    String more = "";

    @Label("Window")
    @Description("How long was looked")
    @Timespan(Timespan.NANOSECONDS)
    long window;
}
