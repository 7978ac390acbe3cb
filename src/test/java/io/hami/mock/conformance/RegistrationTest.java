package io.hami.mock.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.hami.mock.app.WholePlugin;
import io.hami.mock.kubelet.Advertiser;
import io.hami.mock.kubelet.NodeWithKubelet;
import io.hami.mock.kubelet.Sockets;
import io.hami.mock.model.CardUnits;
import io.hami.mock.model.KubeletVersion;
import io.hami.mock.model.NodeFacts;
import io.hami.mock.model.ResourceName;
import io.hami.mock.model.Units;
import io.hami.mock.port.Allocator;
import io.hami.mock.port.Publication;
import io.hami.mock.reconcile.HandSource;
import io.hami.mock.reconcile.ManualLoop;
import io.hami.mock.simulator.EmbeddedKubelet;
import io.hami.mock.simulator.Faults.RegisterAnswer;
import io.hami.mock.simulator.KubeletOptions;
import io.hami.mock.simulator.Observations.Registration;
import io.hami.mock.simulator.Release;
import io.hami.mock.simulator.SimulatedNode;
import io.hami.mock.simulator.VendorPlugin;
import io.hami.mock.v1beta1.DevicePluginOptions;
import io.hami.mock.v1beta1.Empty;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** From the appearance of a resource until a kubelet has accepted its registration. */
class RegistrationTest extends NodeWithKubelet {
  private static final Allocator NO_ENVIRONMENT =
      (_, cards) ->
          CompletableFuture.completedFuture(
              cards.stream().map(_ -> Map.<String, String>of()).toList());

  /**
   * 1.36 asks for the options before it answers Register, and the plugin has one thread for both.
   */
  @ParameterizedTest
  @EnumSource
  void item01AnswersForItsOptionsWhileRegisterIsOpen(Release release) {
    try (EmbeddedKubelet kubelet = kubelet(release).start();
        Advertiser plugin = new Advertiser(directory)) {
      plugin.advertise(MEMORY, 65536);
      awaitNode(kubelet, MEMORY, 65536);
      assertThat(kubelet.registrations()).hasSize(1);
      assertThat(kubelet.failedDials()).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource
  void item02RegistersWithAVersionABareEndpointAndTheOptionsItAnswers(Release release) {
    try (EmbeddedKubelet kubelet = kubelet(release).start();
        Advertiser plugin = new Advertiser(directory, NO_ENVIRONMENT)) {
      plugin.advertise(MEMORY, 100);
      awaitNode(kubelet, MEMORY, 100);
      assertThat(assertGoodRequest(kubelet, plugin))
          .isEqualTo(DevicePluginOptions.getDefaultInstance());
      plugin.advertise(MEMORY, new CardUnits("GPU-1", 0, true, 100));
      await().until(() -> kubelet.registrations().size() == 2);
      assertThat(assertGoodRequest(kubelet, plugin).getGetPreferredAllocationAvailable()).isTrue();
    }
  }

  private static DevicePluginOptions assertGoodRequest(EmbeddedKubelet kubelet, Advertiser plugin) {
    Registration last = kubelet.registrations().getLast();
    assertThat(last.request().getVersion()).isEqualTo("v1beta1");
    assertThat(last.request().getEndpoint())
        .isEqualTo(plugin.socket(MEMORY).getFileName().toString())
        .doesNotContain("/");
    assertThat(ResourceName.parse(last.request().getResourceName())).isEqualTo(MEMORY);
    try (PluginClient client = new PluginClient(plugin.socket(MEMORY))) {
      assertThat(client.plugin().getDevicePluginOptions(Empty.getDefaultInstance()))
          .isEqualTo(last.request().getOptions());
    }
    return last.request().getOptions();
  }

  /**
   * Measured from the moment at which the resource appears; the start of a process is measured
   * elsewhere.
   */
  @ParameterizedTest
  @EnumSource
  void item03RegistersWithinASecond(Release release) {
    try (EmbeddedKubelet kubelet = kubelet(release).start();
        Advertiser plugin = Advertiser.ofANode(directory)) {
      assertThat(
              Stopwatch.fastest(
                  number -> {
                    ResourceName name = ResourceName.parse("example.com/r" + number);
                    long began = System.nanoTime();
                    plugin.advertise(name, 100);
                    return firstRegistration(kubelet, name, began);
                  }))
          .isLessThan(Duration.ofSeconds(1));
    }
  }

  private static Duration firstRegistration(
      EmbeddedKubelet kubelet, ResourceName name, long began) {
    await().until(() -> !kubelet.registrations(name.toString()).isEmpty());
    return Duration.ofNanos(kubelet.registrations(name.toString()).getFirst().nanoTime() - began);
  }

  @ParameterizedTest
  @EnumSource
  void item04AKubeletThatNeverAnswersRegisterIsAskedAgain(Release release) {
    try (EmbeddedKubelet kubelet = kubelet(release).start();
        Advertiser plugin = new Advertiser(directory)) {
      kubelet.faults().answerRegister(new RegisterAnswer.Never());
      plugin.advertise(MEMORY, 100);
      plugin.awaitState(MEMORY, Publication.State.WAITING_FOR_KUBELET);
      kubelet.faults().answerRegister(new RegisterAnswer.Prompt());
      awaitNode(kubelet, MEMORY, 100);
    }
  }

  /**
   * Uses the timings of a plugin on a node: the plugin is notified of the socket and does not find
   * it by polling.
   */
  @ParameterizedTest
  @EnumSource
  void item05RegistersWithinASecondWithAKubeletThatComesLate(Release release) {
    assertThat(Stopwatch.fastest(number -> lateKubelet(directory.resolve("n" + number), release)))
        .isLessThan(Duration.ofSeconds(1));
  }

  private static Duration lateKubelet(Path directory, Release release) throws IOException {
    Files.createDirectory(directory);
    try (EmbeddedKubelet kubelet = new EmbeddedKubelet(KubeletOptions.of(directory, release));
        Advertiser plugin = Advertiser.ofANode(directory)) {
      plugin.advertise(MEMORY, 100);
      plugin.awaitState(MEMORY, Publication.State.WAITING_FOR_KUBELET);
      long began = System.nanoTime();
      kubelet.start();
      awaitNode(kubelet, MEMORY, 100);
      return firstRegistration(kubelet, MEMORY, began);
    }
  }

  @ParameterizedTest
  @EnumSource
  void item06TriesADeadKubeletsSocketUntilALiveOneIsThere(Release release) {
    try (EmbeddedKubelet kubelet = kubelet(release)) {
      kubelet.start();
      kubelet.stop();
      assertThat(kubelet.socket()).exists();
      try (Advertiser plugin = new Advertiser(directory)) {
        plugin.advertise(MEMORY, 100);
        plugin.awaitState(MEMORY, Publication.State.WAITING_FOR_KUBELET);
        kubelet.start();
        awaitNode(kubelet, MEMORY, 100);
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void item07WaitsForItsDirectory(Release release) throws IOException {
    Path later = directory.resolve("device-plugins");
    try (Advertiser plugin = new Advertiser(later);
        EmbeddedKubelet kubelet = new EmbeddedKubelet(KubeletOptions.of(later, release))) {
      plugin.advertise(MEMORY, 100);
      plugin.awaitState(MEMORY, Publication.State.WAITING_FOR_KUBELET);
      Files.createDirectory(later);
      kubelet.start();
      awaitNode(kubelet, MEMORY, 100);
    }
  }

  /** One line, with the path and the flag. */
  @Test
  void aMissingDirectoryIsToldOnce() throws IOException {
    Logger logger = (Logger) LoggerFactory.getLogger("io.hami.mock.kubelet");
    ListAppender<ILoggingEvent> log = new ListAppender<>();
    log.start();
    logger.addAppender(log);
    Path later = directory.resolve("device-plugins");
    try (Advertiser plugin = new Advertiser(later)) {
      plugin.advertise(MEMORY, 100);
      plugin.awaitState(MEMORY, Publication.State.WAITING_FOR_KUBELET);
      assertThat(List.copyOf(log.list))
          .filteredOn(event -> event.getLevel().isGreaterOrEqual(Level.WARN))
          .singleElement()
          .extracting(ILoggingEvent::getFormattedMessage, STRING)
          .contains(later.toString(), "does not exist", "-device-plugin-dir");
      Files.createDirectory(later);
      await()
          .untilAsserted(
              () ->
                  assertThat(List.copyOf(log.list))
                      .anyMatch(
                          event -> event.getFormattedMessage().endsWith(later + " is there")));
    } finally {
      logger.detachAppender(log);
    }
  }

  @ParameterizedTest
  @EnumSource
  void item08ServesAgainAfterItsDirectoryWasRemoved(Release release) throws IOException {
    Path mortal = Files.createDirectory(directory.resolve("device-plugins"));
    try (Advertiser plugin = new Advertiser(mortal);
        EmbeddedKubelet kubelet = new EmbeddedKubelet(KubeletOptions.of(mortal, release)).start()) {
      plugin.advertise(MEMORY, 100);
      awaitNode(kubelet, MEMORY, 100);
      kubelet.stop();
      // The plugin makes its socket again as soon as it is gone, which may be before the directory
      // is deleted.
      await().ignoreExceptions().until(() -> isDeleted(mortal));
      plugin.awaitState(MEMORY, Publication.State.WAITING_FOR_KUBELET);
      Files.createDirectory(mortal);
      kubelet.start();
      awaitNode(kubelet, MEMORY, 100);
    }
  }

  private static boolean isDeleted(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        Files.deleteIfExists(file);
      }
    }
    return Files.deleteIfExists(directory);
  }

  @ParameterizedTest
  @EnumSource
  void item09RemovesTheSocketsOfAnEarlierRun(Release release) throws IOException {
    Path ofAnEarlierVersion = directory.resolve("hami-mock-nvidia.com_gpumem-28cada88.sock");
    Path ofAnEarlierRun = directory.resolve("hami-mock-nvidia.com_gpumem-28cada88-00000000.sock");
    try (EmbeddedKubelet kubelet = kubelet(release).start()) {
      Sockets.abandon(ofAnEarlierVersion);
      Sockets.abandon(ofAnEarlierRun);
      try (Advertiser plugin = new Advertiser(directory)) {
        plugin.advertise(MEMORY, 100);
        awaitNode(kubelet, MEMORY, 100);
        assertThat(kubelet.failedDials()).isZero();
        assertThat(ofAnEarlierVersion).doesNotExist();
        assertThat(ofAnEarlierRun).doesNotExist();
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void item10AFileOrFolderNamedAsItsSocketIsLeftAlone(Release release) throws IOException {
    try (EmbeddedKubelet kubelet = kubelet(release).start()) {
      Path file =
          Files.writeString(
              directory.resolve("hami-mock-nvidia.com_gpumem-28cada88.sock"), "precious");
      Path folder =
          Files.createDirectory(directory.resolve("hami-mock-nvidia.com_gpumem-28cada88-1.sock"));
      try (Advertiser plugin = new Advertiser(directory)) {
        plugin.advertise(MEMORY, 100);
        awaitNode(kubelet, MEMORY, 100);
        assertThat(file).hasContent("precious");
        assertThat(folder).isDirectory();
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void item11ARefusedRegistrationIsLoggedAndRetriedAndStopsNoOther(Release release) {
    try (EmbeddedKubelet kubelet = kubelet(release).start();
        Advertiser plugin = new Advertiser(directory)) {
      plugin.advertise(CORES, 7);
      awaitNode(kubelet, CORES, 7);
      kubelet.faults().answerRegister(new RegisterAnswer.Refused("not today"));
      plugin.advertise(Map.of(MEMORY, new Units(100, 100), CORES, new Units(7, 7)));
      await()
          .until(
              () ->
                  plugin.history(MEMORY).stream().anyMatch(p -> p.detail().contains("not today")));
      plugin.advertise(Map.of(MEMORY, new Units(100, 100), CORES, new Units(8, 8)));
      awaitNode(kubelet, CORES, 8);
      kubelet.faults().answerRegister(new RegisterAnswer.Prompt());
      awaitNode(kubelet, MEMORY, 100);
    }
  }

  /** Uses the timings of a plugin on a node. */
  @ParameterizedTest
  @EnumSource
  void item78ARefusedPathIsReplacedAtOnce(Release release) {
    try (EmbeddedKubelet kubelet = kubelet(release).start();
        Advertiser plugin = Advertiser.ofANode(directory).with(release)) {
      kubelet
          .faults()
          .answerNextRegister(new RegisterAnswer.Refused("device plugin already connected: /x"));
      plugin.advertise(MEMORY, 100);
      await().until(() -> kubelet.registrations().size() == 2);
      awaitNode(kubelet, MEMORY, 100);
      assertThat(
              Duration.ofNanos(
                  kubelet.registrations().getLast().nanoTime()
                      - kubelet.registrations().getFirst().nanoTime()))
          .isLessThan(Duration.ofSeconds(2));
      assertThat(kubelet.registrations())
          .extracting(registration -> registration.request().getEndpoint())
          .doesNotHaveDuplicates();
    }
  }

  /** A busy kubelet processes a registration after its caller has stopped waiting. */
  @ParameterizedTest
  @EnumSource
  void item79ARegistrationThatIsNotAnsweredInTimeCountsWhenTheListIsAskedFor(Release release) {
    ManualLoop loop = new ManualLoop();
    try (EmbeddedKubelet kubelet = kubelet(release).start();
        Advertiser plugin = Advertiser.onClock(directory, loop)) {
      kubelet.faults().pauseRegistrations();
      if (release == Release.V1_20) {
        // This release answers at once, and only its ListAndWatch call comes late.
        kubelet.faults().answerNextRegister(new RegisterAnswer.Late(Duration.ofDays(1)));
      }
      plugin.advertise(MEMORY, 100);
      await()
          .atMost(Duration.ofSeconds(25))
          .until(
              () -> {
                loop.run();
                return plugin.history(MEMORY).stream()
                    .anyMatch(now -> now.detail().contains("does not answer Register"));
              });
      loop.advance(Duration.ofSeconds(30));
      kubelet.faults().resumeRegistrations();
      awaitNode(loop::run, kubelet, MEMORY, new Units(100, 100));
      awaitState(loop, plugin, Publication.State.ADVERTISED);
      assertThat(kubelet.registrations()).hasSize(1);
    }
  }

  /**
   * Uses the timings of a plugin on a node, on a simulated clock: 12 s, longer than the silent dial
   * of an old kubelet takes.
   */
  @ParameterizedTest
  @EnumSource
  void item12RegistersAgainWhenNobodyAsksForTheList(Release release) {
    ManualLoop loop = new ManualLoop();
    try (EmbeddedKubelet kubelet = kubelet(release).start();
        Advertiser plugin = Advertiser.onClock(directory, loop)) {
      kubelet.faults().openStreams(false);
      plugin.advertise(MEMORY, 100);
      awaitState(loop, plugin, Publication.State.REGISTERED);
      loop.advance(Duration.ofMillis(11_900));
      assertThat(plugin.publication(MEMORY).state()).isEqualTo(Publication.State.REGISTERED);
      kubelet.faults().openStreams(true);
      loop.advance(Duration.ofSeconds(1));
      awaitNode(loop::run, kubelet, MEMORY, new Units(100, 100));
      assertThat(kubelet.registrations()).hasSize(2);
    }
  }

  private static void awaitState(ManualLoop loop, Advertiser plugin, Publication.State state) {
    await()
        .until(
            () -> {
              loop.run();
              return plugin.publication(MEMORY).state() == state;
            });
  }

  @ParameterizedTest
  @EnumSource
  void item13AKubeletMayAskForTheListBeforeItAnswersRegister(Release release) {
    Duration late = Duration.ofSeconds(1);
    try (EmbeddedKubelet kubelet = kubelet(release).start();
        Advertiser plugin = new Advertiser(directory)) {
      kubelet.faults().answerRegister(new RegisterAnswer.Late(late));
      plugin.advertise(MEMORY, 100);
      awaitNode(kubelet, MEMORY, 100);
      assertThat(plugin.publication(MEMORY).traffic().registrations()).isZero();
      await().until(() -> plugin.publication(MEMORY).traffic().registrations() == 1);
      assertThat(plugin.publication(MEMORY).state()).isEqualTo(Publication.State.ADVERTISED);
      assertThat(kubelet.registrations()).hasSize(1);
      assertThat(kubelet.streams(MEMORY.toString()).live()).isEqualTo(1);
    }
  }

  /** Another plugin serves the name of one of the resources. */
  @ParameterizedTest
  @EnumSource
  void item42AResourceThatCannotBeServedDelaysNoOther(Release release) throws Exception {
    try (EmbeddedKubelet kubelet = kubelet(release).start();
        VendorPlugin vendor =
            new VendorPlugin(directory, "vendor.sock", MEMORY.toString(), List.of("real-0"));
        Advertiser plugin = Advertiser.ofANode(directory)) {
      vendor.start();
      awaitNode(kubelet, MEMORY, 1);
      plugin.advertise(MEMORY, 100);
      plugin.awaitState(MEMORY, Publication.State.ADVERTISED);
      plugin.cede(Map.of(), Set.of(MEMORY));
      plugin.awaitState(MEMORY, Publication.State.CONTENDED);
      assertThat(
              Stopwatch.fastest(
                  number -> {
                    ResourceName name = ResourceName.parse("example.com/r" + number);
                    long began = System.nanoTime();
                    plugin.cede(Map.of(name, new Units(7, 7)), Set.of(MEMORY));
                    return firstRegistration(kubelet, name, began);
                  }))
          .isLessThan(Duration.ofSeconds(1));
      assertThat(plugin.publication(MEMORY).state()).isEqualTo(Publication.State.CONTENDED);
    }
  }

  @ParameterizedTest
  @EnumSource
  void item60TheLongestNameHasASocketThatTheKubeletCanReach(Release release) {
    ResourceName longest = new ResourceName("a".repeat(244), "N".repeat(63));
    try (EmbeddedKubelet kubelet = kubelet(release).start();
        Advertiser plugin = new Advertiser(directory)) {
      plugin.advertise(longest, 100);
      awaitNode(kubelet, longest, 100);
      assertThat(kubelet.registrations().getLast().request().getEndpoint())
          .hasSizeLessThanOrEqualTo(75);
    }
  }

  @ParameterizedTest
  @EnumSource
  void item72ANameThatAnotherPluginServesIsLeftAloneUntilThatOneGoes(Release release)
      throws Exception {
    KubeletOptions options =
        KubeletOptions.of(directory, release).withGracePeriod(Duration.ofMillis(400));
    HandSource node = new HandSource();
    try (EmbeddedKubelet kubelet = new EmbeddedKubelet(options).start();
        WholePlugin plugin = new WholePlugin(directory, node, Map.of())) {
      try (VendorPlugin vendor =
          new VendorPlugin(
              directory, "vendor.sock", MEMORY.toString(), List.of("real-0", "real-1"))) {
        vendor.start();
        awaitNode(kubelet, MEMORY, 2);
        await().until(() -> node.listener().isPresent());
        node.facts(SimulatedNode.twoV100("node-1").facts(Map.of()));
        plugin.awaitState(MEMORY, "contended");
        assertThat(plugin.reason(MEMORY)).contains("with devices such as 'real-");
        awaitNode(kubelet, CORES, 200);
        awaitNode(kubelet, MEMORY, 2);
      }
      // The kubelet forgets the vendor's resource when its plugin has been gone for the grace
      // period, and says so in its checkpoint.
      awaitNode(kubelet, MEMORY, 65_536);
    }
  }

  /** On 1.37 the other plugin's units would stay allocatable for as long as our stream is open. */
  @ParameterizedTest
  @EnumSource
  void aNameThatAnotherPluginTakesComesBackWhenThatOneGoes(Release release) throws Exception {
    KubeletOptions options =
        KubeletOptions.of(directory, release).withGracePeriod(Duration.ofMillis(400));
    HandSource node = new HandSource();
    try (EmbeddedKubelet kubelet = new EmbeddedKubelet(options).start();
        WholePlugin plugin = new WholePlugin(directory, node, Map.of())) {
      await().until(() -> node.listener().isPresent());
      node.facts(
          new NodeFacts(
              "node-1",
              SimulatedNode.twoV100("node-1").facts(Map.of()).annotations(),
              Map.of(),
              Map.of(),
              Map.of(),
              KubeletVersion.parse(release.toString())));
      awaitNode(kubelet, MEMORY, 65_536);
      try (VendorPlugin vendor =
          new VendorPlugin(
              directory, "vendor.sock", MEMORY.toString(), List.of("real-0", "real-1"))) {
        vendor.start();
        plugin.awaitState(MEMORY, "contended");
        awaitNode(kubelet, MEMORY, 2);
      }
      awaitNode(kubelet, MEMORY, 65_536);
    }
  }

  /** The rule is the kubelet's own, so the kubelet refuses none of the plugin's names. */
  @ParameterizedTest
  @ValueSource(strings = {"nvidia.com/gpumem", "a.b-c.d/E_f.g-9"})
  void item63AcceptedNamesAreAcceptedByBothKubelets(String text) {
    ResourceName name = ResourceName.parse(text);
    for (Release release : Release.values()) {
      Path node = directory.resolve(release.name());
      try (EmbeddedKubelet kubelet = new EmbeddedKubelet(KubeletOptions.of(node, release)).start();
          Advertiser plugin = new Advertiser(node)) {
        plugin.advertise(name, 3);
        awaitNode(kubelet, name, 3);
      }
    }
  }
}
