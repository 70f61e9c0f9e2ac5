package io.tunedzmq.observe;

import io.tunedzmq.window.WindowSamples;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Where a thread was, look by look, and where most often. Confined: one thread at a time. */
final class StackSamples {
    private static final int MOST_FRAMES = 12;
    private static final int MOST_PLACES = 1_000;

    /** Calls that wait in the system: the JVM calls a thread runnable while it is in one of these. */
    private static final Set<String> WAITING_CALLS = Set.of(
            // For connections, processes and files of any kind.
            "accept",
            "accept0",
            "connect0",
            "isReachable0",
            "lock0",
            "poll",
            "poll0",
            "pollConnect",
            "pread0",
            "pwrite0",
            "read0",
            "readv0",
            "receive0",
            "send0",
            "socketAccept",
            "socketConnect",
            "socketRead0",
            "socketWrite0",
            "transferFrom0",
            "transferTo0",
            "wait",
            "waitFor",
            "write0",
            "writev0",
            // For a disk to have taken it.
            "close0",
            "force0",
            "truncate0",
            // For names.
            "getHostByAddr",
            "lookupAllHostAddr");

    /** What these packages call in the system, by names that differ between JDKs, is the file system. */
    private static final List<String> FILE_CALLS = List.of("java.io.", "sun.nio.fs.");

    /** How the selectors of the platforms wait; any other call into the system does work. */
    private static final List<String> SELECTS = List.of("wait", "poll", "poll0");

    /** Where a receiving thread is at work for us. */
    static final List<String> OURS = List.of(
            "io.tunedzmq.subscribe.",
            "io.tunedzmq.ledger.",
            "io.tunedzmq.jeromq.",
            "io.tunedzmq.connection.",
            "io.tunedzmq.wire.",
            "io.tunedzmq.internal.",
            "io.tunedzmq.Subscriber.",
            "zmq.",
            "org.zeromq.");

    /** What calls listeners of a subscriber. */
    static final String LISTENERS = "io.tunedzmq.subscribe.SubscriberListeners";

    private static final List<String> PLATFORM = List.of("java.", "jdk.", "sun.");

    /** Where threads without a task wait, beside the locks that they do it with. */
    private static final List<String> POOLS = List.of(
            "java.util.Timer",
            "java.util.concurrent.Scheduled",
            "java.util.concurrent.ThreadPool",
            "java.util.concurrent.ForkJoinWorkerThread");

    private final Map<String, Place> places = new HashMap<>();
    private int looks;

    private static final class Place {
        private final StackTraceElement[] stack;
        private int times;
        private int timesWaiting;

        Place(StackTraceElement[] stack) {
            this.stack = stack;
        }
    }

    /** Not looked at, because it waits for messages. */
    void lookAway() {
        looks++;
    }

    /** A thread at one moment. */
    record Sight(Thread.State state, List<StackTraceElement> stack) {
        static Sight of(Thread thread) {
            return new Sight(thread.getState(), List.of(thread.getStackTrace()));
        }
    }

    /** Notes where the thread is; returns whether it waits there, in code of the application or for its next task. */
    boolean look(Sight sight) {
        looks++;
        Thread.State state = sight.state();
        StackTraceElement[] stack = sight.stack().toArray(StackTraceElement[]::new);
        int application = applicationFrame(stack);
        if (application < 0) {
            return false; // Ended, or at work for us.
        }
        boolean waits = waits(state, stack[0]);
        if (!waits && isPlatform(stack[application])) {
            return false; // Between two tasks.
        }
        String where = stack[application] + " from " + stack[0].getMethodName();
        if (places.size() < MOST_PLACES) {
            places.putIfAbsent(where, new Place(stack));
        }
        Place place = places.get(where);
        if (place != null) {
            place.times++;
            place.timesWaiting += waits ? 1 : 0;
        }
        return waits;
    }

    static boolean waits(Thread.State state, StackTraceElement innermost) {
        return state == Thread.State.WAITING
                || state == Thread.State.TIMED_WAITING
                || state == Thread.State.BLOCKED
                || (innermost.isNativeMethod()
                        && (WAITING_CALLS.contains(innermost.getMethodName())
                                || FILE_CALLS.stream().anyMatch(innermost.getClassName()::startsWith)));
    }

    /**
     * The innermost frame that is neither the JDK's nor ours. Of a pool's thread without a task, where the pool lets it
     * wait. Below 0 if ours comes first.
     */
    private static int applicationFrame(StackTraceElement[] stack) {
        int pool = -1;
        for (int i = 0; i < stack.length; i++) {
            if (ours(stack[i])) {
                return -1;
            }
            if (!isPlatform(stack[i])) {
                return i;
            }
            if (pool < 0 && POOLS.stream().anyMatch(stack[i].getClassName()::startsWith)) {
                pool = i;
            }
        }
        return pool;
    }

    private static boolean isPlatform(StackTraceElement frame) {
        return PLATFORM.stream().anyMatch(frame.getClassName()::startsWith);
    }

    /** What an I/O thread does. */
    enum Activity {
        /** It waits for its connections: it has nothing to do. */
        SELECTING,
        /** It has given its CPU away, whether it has something to do or not. */
        YIELDING,
        WORKING
    }

    static Activity activity(Thread thread) {
        StackTraceElement[] stack = thread.getStackTrace();
        if (stack.length == 0 || !stack[0].isNativeMethod()) {
            return Activity.WORKING;
        }
        if (stack[0].getClassName().startsWith("sun.nio.ch.") && SELECTS.contains(stack[0].getMethodName())) {
            return Activity.SELECTING;
        }
        return stack[0].getMethodName().startsWith("yield") ? Activity.YIELDING : Activity.WORKING; // Also yield0.
    }

    /** Those of another time. */
    void add(StackSamples other) {
        looks += other.looks;
        other.places.forEach((where, its) -> {
            if (places.size() < MOST_PLACES) {
                places.putIfAbsent(where, new Place(its.stack));
            }
            Place place = places.get(where);
            if (place != null) {
                place.times += its.times;
                place.timesWaiting += its.timesWaiting;
            }
        });
    }

    /** Where it was most often. */
    Optional<WindowSamples.Stack> mostOften(String thread) {
        return places.values().stream()
                .max(Comparator.comparing(place -> place.times))
                .map(place -> stack(thread, place, place.times));
    }

    /** Where it waited most often, with the share of looks at which it waited there. */
    Optional<WindowSamples.Stack> mostOftenWaiting(String thread) {
        return places.values().stream()
                .filter(place -> place.timesWaiting > 0)
                .max(Comparator.comparing(place -> place.timesWaiting))
                .map(place -> stack(thread, place, place.timesWaiting));
    }

    private WindowSamples.Stack stack(String thread, Place place, int times) {
        return new WindowSamples.Stack(
                thread, (double) times / looks, text(place.stack[applicationFrame(place.stack)]), frames(place.stack));
    }

    private static List<String> frames(StackTraceElement[] stack) {
        List<String> frames = new ArrayList<>(Arrays.stream(stack)
                .takeWhile(frame -> !ours(frame))
                .filter(frame -> !frame.getClassName().contains("$$Lambda"))
                .limit(MOST_FRAMES)
                .map(StackSamples::text)
                .toList());
        Arrays.stream(stack)
                .filter(StackSamples::ours)
                .findFirst()
                .filter(caller -> caller.getClassName().equals(LISTENERS))
                .ifPresent(caller -> frames.add("(in a listener of the subscriber: onGap, onSlow or onPublisher)"));
        return frames;
    }

    /** Without module and class loader, which say nothing about where. */
    private static String text(StackTraceElement frame) {
        return frame.getClassName()
                + '.'
                + frame.getMethodName()
                + '('
                + frame.getFileName()
                + ':'
                + frame.getLineNumber()
                + ')';
    }

    private static boolean ours(StackTraceElement frame) {
        String where = frame.getClassName() + ".";
        return OURS.stream().anyMatch(where::startsWith);
    }
}
