package io.hami.mock.control.jmx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InvalidClassException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.Serializable;
import java.net.URI;
import java.rmi.MarshalledObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import javax.management.Attribute;
import javax.management.AttributeChangeNotificationFilter;
import javax.management.AttributeList;
import javax.management.NotificationFilterSupport;
import javax.management.ObjectName;
import javax.management.Query;
import javax.management.ValueExp;
import javax.security.auth.Subject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;

class SentTypesTest {
  private static byte[] written(Object sent) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ObjectOutputStream out = new ObjectOutputStream(bytes)) {
      out.writeObject(sent);
    }
    return bytes.toByteArray();
  }

  @SuppressWarnings("BanSerializableRead")
  private static Object read(Object sent) throws IOException, ClassNotFoundException {
    try (ObjectInputStream in = new ObjectInputStream(new ByteArrayInputStream(written(sent)))) {
      in.setObjectInputFilter(SentTypes.IN_CALLS);
      return in.readObject();
    }
  }

  /** What JConsole and jcmd of JDK 11 to 25 send when they read, invoke and subscribe. */
  static Stream<Arguments> sentByConsoles() throws Exception {
    NotificationFilterSupport filter = new NotificationFilterSupport();
    filter.enableType("jmx.attribute.change");
    AttributeChangeNotificationFilter attributes = new AttributeChangeNotificationFilter();
    attributes.enableAttribute("Resources");
    return Stream.<Object>of(
            new ObjectName("io.hami.mock:type=DevicePlugin"),
            Query.and(
                Query.eq(Query.attr("State"), Query.value("x")),
                Query.not(Query.in(Query.attr("a"), new ValueExp[] {Query.value(5)}))),
            new String[] {"State"},
            new AttributeList(List.of(new Attribute("SplitFactor", 4))),
            new Subject[] {null},
            new ObjectName[] {ObjectName.WILDCARD},
            new MarshalledObject<?>[] {new MarshalledObject<>(filter)},
            filter,
            attributes,
            new Object[] {"5m", 3, 1.5, true, null})
        .map(Arguments::of);
  }

  @ParameterizedTest
  @MethodSource("sentByConsoles")
  void whatConsolesSendIsAccepted(Object sent) throws Exception {
    assertThat(read(sent)).isNotNull();
  }

  /** Each set is hashed once for each way to it, and there are two to the power of the depth. */
  @Test
  void setsWithinSetsAreRefusedBeforeTheyCostAnything() {
    Set<Object> root = new HashSet<>();
    Set<Object> left = root;
    Set<Object> right = new HashSet<>();
    for (int level = 0; level < 60; level++) {
      Set<Object> nextLeft = new HashSet<>(Set.of("x"));
      Set<Object> nextRight = new HashSet<>();
      left.add(nextLeft);
      left.add(nextRight);
      right.add(nextLeft);
      right.add(nextRight);
      left = nextLeft;
      right = nextRight;
    }
    assertTimeoutPreemptively(
        Duration.ofSeconds(5),
        () -> assertThatThrownBy(() -> read(root)).isInstanceOf(InvalidClassException.class));
  }

  /** Within all bounds of size, and a hundred to the power of nine steps. */
  @Test
  void listsThatNameEachOtherAreNotHashed() {
    Object list = "x";
    for (int level = 0; level < 7; level++) {
      list = new ArrayList<>(Collections.nCopies(100, list));
    }
    // Hashed when the bytes are read, so it is put together without hashing.
    HashMap<Object, Object> key = new HashMap<>();
    ListKey last = new ListKey(list);
    key.put(last, "value");
    assertTimeoutPreemptively(
        Duration.ofSeconds(5),
        () -> assertThatThrownBy(() -> read(key)).isInstanceOf(InvalidClassException.class));
  }

  /** Written as its list. */
  private record ListKey(Object list) implements Serializable {
    private static final long serialVersionUID = 1;

    @Override
    public int hashCode() {
      return 1;
    }

    Object writeReplace() {
      return list;
    }
  }

  /** JMX tries each way to place the stars. */
  @Test
  void queriesByPatternAreRefused() {
    assertThatThrownBy(
            () -> read(Query.match(Query.attr("ClassPath"), Query.value("*a".repeat(30)))))
        .isInstanceOf(InvalidClassException.class);
  }

  @Test
  void manyLargeTablesAreRefused() {
    List<Object> maps = new ArrayList<>();
    for (int map = 0; map < 1_000; map++) {
      maps.add(new HashMap<>(20_000));
    }
    assertThatThrownBy(() -> read(maps)).isInstanceOf(InvalidClassException.class);
  }

  @Test
  void otherClassesAreRefusedAndNamedOnceInTheLog() {
    Logger logger = (Logger) LoggerFactory.getLogger(SentTypes.class);
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.start();
    logger.addAppender(log);
    try {
      for (int call = 0; call < 3; call++) {
        assertThatThrownBy(() -> read(new URI[] {URI.create("a:b")}))
            .isInstanceOf(InvalidClassException.class);
      }
      assertThat(log.list)
          .singleElement()
          .extracting(ILoggingEvent::getFormattedMessage)
          .asString()
          .contains("contains a java.net.URI");
    } finally {
      logger.detachAppender(log);
    }
  }
}
