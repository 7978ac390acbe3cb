package io.hami.mock.control.jmx;

import java.io.ObjectInputFilter;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides what clients of the connector may send: names, plain values, and the lists, queries and
 * filters of JMX itself. 16 KiB a call is far more than any call to this plugin needs. Arguments
 * are sent serialized in one array of bytes ({@link java.rmi.MarshalledObject}), so the limit for
 * an array is the limit for a call. Consoles send an array of subjects, all null, with every
 * subscription.
 *
 * <p>No type is taken that can cost more than its length: sets and maps of hashes, since a list
 * within lists that each name the next a hundred times is hashed a hundred times for each level,
 * and queries by pattern, whose matching takes a step for each way to place the stars.
 */
final class SentTypes implements ObjectInputFilter {
  /** Names and passwords; or null. */
  static final SentTypes AT_LOGIN = new SentTypes("java.lang.String;!*");

  static final SentTypes IN_CALLS =
      new SentTypes(
          "maxbytes=16384;maxdepth=10;maxrefs=1000;maxarray=16384;"
              + "java.lang.*;java.math.*;"
              + "java.util.ArrayList;java.util.Vector;java.util.TreeMap;java.util.Date;"
              + "!javax.management.MatchQueryExp;"
              + "javax.management.*;javax.management.openmbean.*;"
              + "javax.security.auth.Subject;java.rmi.MarshalledObject;!*");

  private static final Logger log = LoggerFactory.getLogger(SentTypes.class);

  /** The most classes that are logged; their names are whatever clients send. */
  private static final int MOST_LOGGED = 20;

  private static final String TOO_MUCH = "";

  private final ObjectInputFilter types;
  private final Set<String> logged = ConcurrentHashMap.newKeySet();

  private SentTypes(String pattern) {
    types = ObjectInputFilter.Config.createFilter(pattern);
  }

  @Override
  public Status checkInput(FilterInfo info) {
    Status status = types.checkInput(info);
    if (status == Status.REJECTED) {
      refused(isTooMuch(info) || info.serialClass() == null ? TOO_MUCH : name(info.serialClass()));
    }
    return status;
  }

  private static boolean isTooMuch(FilterInfo info) {
    return info.streamBytes() > 16_384
        || info.depth() > 10
        || info.references() > 1_000
        || info.arrayLength() > 16_384;
  }

  private static String name(Class<?> type) {
    return type.isArray() ? name(type.componentType()) : type.getName();
  }

  private void refused(String name) {
    if (logged.size() >= MOST_LOGGED || !logged.add(name)) {
      return;
    }
    if (name.equals(TOO_MUCH)) {
      log.warn(
          "a call over remote JMX was refused, since it is larger or deeper than any call to this"
              + " plugin: 16 KiB, 1000 objects, 10 levels");
    } else {
      log.warn(
          "a call over remote JMX was refused, since it contains a {}: clients may send strings,"
              + " numbers, arrays and lists of them, and JMX's own types",
          name);
    }
  }
}
