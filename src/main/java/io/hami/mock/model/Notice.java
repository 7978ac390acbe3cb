package io.hami.mock.model;

/**
 * Something that is looked for and missing, or that is there and read by nothing, and that concerns
 * more than one resource. Nothing goes wrong because of it, so it never makes the plugin unready.
 *
 * @param kind for programs
 * @param text for people: what was looked for, what is there, and the nearest thing that would work
 */
public record Notice(Kind kind, String text) {
  /** The kinds, each with its word for metrics and for Events. */
  public enum Kind {
    /** No resource is advertised, because nothing says that the Node has cards. */
    NOTHING_ADVERTISED("nothing-advertised", "NothingAdvertised"),
    /** A config does not exist where it was looked for, but one exists nearby. */
    CONFIG_NOT_FOUND("config-not-found", "ConfigNotFound"),
    /** The plugin's own config names a resource that no vendor and no {@code custom} entry has. */
    UNKNOWN_RESOURCE("unknown-resource", "UnknownResource"),
    /** The Node has cards of a vendor for which the config in force serves nothing. */
    VENDOR_NOT_CONFIGURED("vendor-not-configured", "VendorNotConfigured"),
    /** An annotation looks like one that describes cards, and no vendor reads it. */
    ANNOTATION_UNREAD("annotation-unread", "AnnotationUnread"),
    /** An annotation has a form that only this plugin and old releases of HAMi read. */
    ANNOTATION_OUTDATED("annotation-outdated", "AnnotationOutdated"),
    /** A card in this machine does not answer, or has had a critical error. */
    CARD_UNHEALTHY("card-unhealthy", "CardUnhealthy");

    private final String word;
    private final String event;

    Kind(String word, String event) {
      this.word = word;
      this.event = event;
    }

    /** The reason of an Event, in upper camel case. */
    public String event() {
      return event;
    }

    /** The word in metrics and in JSON. */
    @Override
    public String toString() {
      return word;
    }
  }

  @Override
  public String toString() {
    return text;
  }
}
