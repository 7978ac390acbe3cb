package io.hami.mock;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The house of docs/architecture.md 2: which room may know which. */
class HouseTest {
  private static final String HOUSE = "io.hami.mock.";

  /** Micronaut puts what it generates beside the class it is for. */
  private static final Pattern GENERATED = Pattern.compile(".*/\\$[^/]*\\.class");

  private static final Pattern SECRET =
      Pattern.compile("(?i).*(password|secret|credential|token|bearer|tlskey).*");

  private static final JavaClasses CLASSES =
      new ClassFileImporter()
          .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
          .withImportOption(location -> !location.matches(GENERATED))
          .importPackages("io.hami.mock");

  private static final String[] FRAMEWORKS = {
    "io.micronaut..",
    "jakarta..",
    "io.grpc..",
    "io.netty..",
    "org.slf4j..",
    "ch.qos.logback..",
    "io.kubernetes..",
    "okhttp3..",
    "com.google.protobuf.."
  };

  /** The rooms that decide from what is passed in. */
  private static final Set<String> DECIDING =
      Set.of("model", "annotation", "inventory", "fault", "config", "discovery", "names", "plan");

  /** Each room and all that it may know; who is not named here may know everything. */
  static Stream<Arguments> rooms() {
    return Stream.of(
        Arguments.of("model", Set.of()),
        Arguments.of("port", Set.of("model")),
        Arguments.of("annotation", Set.of("model")),
        Arguments.of("inventory", Set.of("model")),
        // Faults begin and end by themselves, so they need the loop's timers.
        Arguments.of("fault", Set.of("model", "port")),
        // The plugin's own config declares cards and faults.
        Arguments.of("config", Set.of("model", "inventory", "fault")),
        Arguments.of("discovery", Set.of("model", "annotation", "config", "inventory", "fault")),
        Arguments.of("names", Set.of("model", "annotation", "port")),
        // A decision is made of a config, and knows none of its vendors.
        Arguments.of("plan", Set.of("model", "config", "discovery", "fault", "names")),
        Arguments.of("node", Set.of("model", "annotation", "port", "names", "plan", "fault")),
        // A pod's binding is completed by what HAMi's scheduler wrote on it.
        Arguments.of("binding", Set.of("model", "annotation", "port", "plan", "fault")),
        Arguments.of(
            "reconcile",
            Set.of(
                "model",
                "port",
                "annotation",
                "config",
                "discovery",
                "names",
                "plan",
                "fault",
                "node")),
        // A watched directory: beneath the edges that have one.
        Arguments.of("file", Set.of("model", "port")),
        Arguments.of("kubelet", Set.of("model", "port", "file", "v1beta1")),
        Arguments.of("simulator", Set.of("model", "port", "v1beta1")),
        Arguments.of("cluster", Set.of("model", "port")),
        Arguments.of("hardware", Set.of("model", "port")),
        Arguments.of("log", Set.of()),
        // A command that ends by itself prints what the running plugin would do.
        Arguments.of(
            "cli",
            Set.of(
                "model",
                "port",
                "config",
                "inventory",
                "discovery",
                "names",
                "plan",
                "fault",
                "reconcile",
                "log")),
        Arguments.of(
            "control",
            Set.of("model", "port", "fault", "config", "discovery", "plan", "reconcile")),
        Arguments.of("observe", Set.of("model", "port", "fault", "config", "plan", "reconcile")),
        Arguments.of("v1beta1", Set.of()));
  }

  private static Set<String> others(String room, Set<String> known) {
    return CLASSES.stream()
        .map(HouseTest::room)
        .filter(other -> !other.equals(room) && !known.contains(other))
        .collect(Collectors.toSet());
  }

  private static String room(JavaClass type) {
    return type.getPackageName().equals("io.hami.mock")
        ? "app"
        : type.getPackageName().substring(HOUSE.length()).split("\\.", 2)[0];
  }

  private static String[] packages(Set<String> rooms) {
    return rooms.stream().map(room -> HOUSE + room + "..").toArray(String[]::new);
  }

  private static void check(ArchRule rule) {
    rule.allowEmptyShould(true).check(CLASSES);
  }

  @Test
  void everyRoomExists() {
    assertThat(CLASSES.stream().map(HouseTest::room))
        .contains("app", "cluster", "kubelet", "reconcile", "plan", "discovery", "port", "model");
    assertThat(rooms().map(room -> (String) room.get()[0]).toList())
        .containsAll(others("app", Set.of()));
  }

  @ParameterizedTest
  @MethodSource("rooms")
  void aRoomKnowsOnlyTheRoomsBelowIt(String room, Set<String> known) {
    check(
        noClasses()
            .that()
            .resideInAPackage(HOUSE + room + "..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(packages(others(room, known)))
            .because(
                "app -> {cli, control, observe} -> reconcile -> {node, plan -> {discovery, names}};"
                    + " edges -> port -> model (docs/architecture.md)"));
  }

  @ParameterizedTest
  @MethodSource("edges")
  void theEdgesDoNotKnowEachOther(String edge, Set<String> others) {
    check(
        noClasses()
            .that()
            .resideInAPackage(HOUSE + edge + "..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(packages(others))
            .because("each can be left out or replaced without the others; they meet in port"));
  }

  static Stream<Arguments> edges() {
    Set<String> edges = Set.of("cluster", "kubelet", "simulator", "hardware");
    return edges.stream()
        .map(
            edge ->
                Arguments.of(
                    edge,
                    edges.stream()
                        .filter(Predicate.not(edge::equals))
                        .collect(Collectors.toSet())));
  }

  @Test
  void thePureRoomsKnowNoFramework() {
    check(
        noClasses()
            .that()
            .resideInAnyPackage(
                packages(Set.of("model", "annotation", "inventory", "config", "plan")))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(FRAMEWORKS)
            .because("they are functions of values and must be usable without any of these"));
  }

  @Test
  void discoveryAndTheLoopKnowOfInjectionOnlyTheStandardsAnnotations() {
    check(
        noClasses()
            .that()
            .resideInAnyPackage(
                packages(Set.of("discovery", "names", "node", "binding", "reconcile")))
            .should()
            .dependOnClassesThat(
                DescribedPredicate.describe(
                    "are Micronaut's, gRPC's, Netty's, the client library's or beyond"
                        + " jakarta.inject",
                    type -> framework(type.getPackageName())))
            .because("a vendor's test makes it with new, and so does a loop's"));
  }

  @Test
  void theCommandLineAndTheLogKnowNoInjectionAndNoEdge() {
    check(
        noClasses()
            .that()
            .resideInAnyPackage(packages(Set.of("cli", "log")))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                "io.micronaut..", "jakarta..", "io.grpc..", "io.netty..", "io.kubernetes..")
            .because("what a command line means does not depend on how the plugin is assembled"));
  }

  private static boolean framework(String name) {
    return List.of("io.micronaut", "io.grpc", "io.netty", "io.kubernetes", "okhttp3").stream()
            .anyMatch(name::startsWith)
        || (name.startsWith("jakarta.")
            && !Set.of("jakarta.inject", "jakarta.annotation").contains(name));
  }

  @Test
  void onlyTheRoomsAtTheEdgesDoInputAndOutput() {
    check(
        noClasses()
            .that()
            .resideInAnyPackage(packages(DECIDING))
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("java.nio.file..", "java.nio.channels..", "java.net.http..")
            .because("what is decided depends on what is passed in, and on nothing else"));
  }

  @Test
  void onlyTheLoopAndTheEdgesHaveAClock() {
    ArchRule rule =
        noClasses()
            .that()
            .resideInAnyPackage(packages(DECIDING))
            .should()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(Instant.class, "now")
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo(Clock.class)
            .because("the same Node makes the same plan at any time");
    check(rule);
  }

  @Test
  void thereAreNoCycles() {
    check(
        slices()
            .matching("io.hami.mock.(*)..")
            .should()
            .beFreeOfCycles()
            .because("a room that is part of a cycle cannot be read by itself"));
  }

  @Test
  void everyRoomIsNullMarkedAndSaysWhatItIsFor() {
    Set<JavaPackage> packages =
        CLASSES.stream()
            .filter(type -> !room(type).equals("v1beta1"))
            .map(JavaClass::getPackage)
            .collect(Collectors.toSet());
    assertThat(packages)
        .isNotEmpty()
        .allSatisfy(
            room ->
                assertThat(room.tryGetPackageInfo())
                    .as("package-info of %s", room.getName())
                    .hasValueSatisfying(
                        info -> assertThat(info.isAnnotatedWith(NullMarked.class)).isTrue()));
  }

  @Test
  void noClassIsCalledManagerHelperUtilOrImpl() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackage(HOUSE + "v1beta1..")
            .should()
            .haveNameMatching(".*(Manager|Helper|Utils?|Impl)(\\$.*)?")
            .because("such a name says that nobody knows what the class is"));
  }

  /**
   * What is not held is neither logged nor shown by a record's toString: files of secrets are
   * named, not kept.
   */
  @Test
  void noFieldHoldsASecret() {
    assertThat(
            CLASSES.stream()
                .filter(type -> !type.isEnum())
                .flatMap(type -> type.getFields().stream())
                .filter(field -> !field.getModifiers().contains(JavaModifier.STATIC))
                .filter(field -> SECRET.matcher(field.getName()).matches())
                .filter(
                    field ->
                        !field
                            .reflect()
                            .getGenericType()
                            .getTypeName()
                            .contains("java.nio.file.Path")))
        .isEmpty();
  }
}
