package io.tunedzmq.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;
import jdk.jfr.Timestamp;

/**
 * A subscriber begins or ceases to be slow. Two events and not one with a duration: an episode may have begun before a
 * recording did, or outlast it.
 */
@Name("io.tunedzmq.SlowEpisode")
@Label("Slow Episode")
@Description("A subscriber begins or ceases to be too slow; one event for each")
@Category("tunedzmq")
@StackTrace(false)
final class SlowEpisodeEvent extends Event {
    @Label("Noticed By")
    @Description("Who noticed it: publisher or subscriber")
    String noticedBy = "";

    @Label("Noticed By Identity")
    @Description("Identity of who noticed it, as the log shows it; of a publisher its epoch")
    String noticedByIdentity = "";

    @Label("Subscriber")
    @Description("Name of the subscriber that is slow; empty where none was given")
    String subscriber = "";

    @Label("Subscriber Identity")
    @Description("Identity of the subscriber that is slow, as the log shows it")
    String subscriberIdentity = "";

    @Label("Over")
    @Description("Whether the episode is over; false where it begins")
    boolean over;

    @Label("Noticed At")
    @Description("When the episode was noticed")
    @Timestamp(Timestamp.MILLISECONDS_SINCE_EPOCH)
    long noticedAt;

    @Label("Lasted")
    @Description("For how long the subscriber has been slow until now")
    @Timespan(Timespan.NANOSECONDS)
    long lasted;

    @Label("Dropped")
    @Description("Messages lost in the episode until now, but for those that went with a connection")
    long dropped;
}
