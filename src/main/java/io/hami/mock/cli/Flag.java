package io.hami.mock.cli;

import io.hami.mock.discovery.ReferenceFlag;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** All flags; each is written with one dash or two, as in Go (docs/vendors.md 1.3). */
enum Flag {
  ALSO_LOG_TO_STDERR(
      "alsologtostderr", Type.BOOL, "with -log_dir: log to standard error as well as files"),
  CONFIG_FILE(
      "config-file",
      Type.STRING,
      "the plugin's own config.yaml as a file, watched (without it: the ConfigMap)"),
  CONFIG_MAP(
      "config-map",
      Type.STRING,
      """
      the ConfigMap with the plugin's own config under the key config.yaml, watched
      (an empty name: none)\
      """,
      "hami-mock-device-plugin"),
  DEBUG("debug", Type.BOOL, "log this plugin's debug records, as -v 4 does"),
  DEVICE_CONFIG_FILE(
      "device-config-file",
      Type.STRING,
      """
      HAMi's device-config.yaml as a file, watched (without it: the ConfigMap; without
      that: the resource names of these flags, and the reference's formulas)\
      """),
  DEVICE_CONFIG_MAP(
      "device-config-map",
      Type.STRING,
      """
      the ConfigMap with HAMi's config under the key device-config.yaml, watched
      (an empty name: none)\
      """,
      "hami-scheduler-device"),
  DEVICE_PLUGIN_DIR(
      "device-plugin-dir",
      Type.STRING,
      "the kubelet's directory of device plugin sockets",
      "/var/lib/kubelet/device-plugins"),
  DISCOVER(
      "discover",
      Type.STRING,
      """
      source of cards that neither an annotation nor the inventory describes:
      hardware (empty: none)\
      """),
  DRY_RUN("dry-run", Type.BOOL, "cleanup: print what would be removed, and change nothing"),
  EVENTS(
      "events",
      Type.BOOL,
      "write Events on the Node about what is refused, where RBAC allows it",
      "true"),
  GRPC_HEALTH_ADDRESS(
      "grpc-health-address",
      Type.STRING,
      "host:port for the grpc.health.v1 service; :port for every address (without it: off)"),
  HELP("help", Type.BOOL, "print this text; -h for short"),
  HTTP_ADDRESS(
      "http-address",
      Type.STRING,
      """
      host:port for the status page, /health, /resources, /prometheus, /info and /loggers;
      :port for every address (empty: off)\
      """,
      "127.0.0.1:9430"),
  ILUVATAR_CORE_NAME(
      ReferenceFlag.ILUVATAR_CORE_NAME, "Iluvatar's cores: read from the node, not served"),
  ILUVATAR_RESOURCE_NAME(ReferenceFlag.ILUVATAR_RESOURCE_NAME, "Iluvatar's count"),
  JMX("jmx", Type.BOOL, "register the MBeans", "true"),
  JMX_ACCESS_FILE(
      "jmx-access-file",
      Type.STRING,
      "who of -jmx-password-file may read and who may write (without it: all may write)"),
  JMX_ADDRESS(
      "jmx-address",
      Type.STRING,
      """
      address of -jmx-port; one that others can reach needs -jmx-password-file,
      -jmx-tls-cert-file and -jmx-tls-key-file\
      """,
      "127.0.0.1"),
  JMX_PASSWORD_FILE(
      "jmx-password-file", Type.STRING, "names and passwords, as the JDK's agent reads them"),
  JMX_PORT("jmx-port", Type.VALUE, "port for remote JMX (0: off)", "0"),
  JMX_TLS_CERT_FILE("jmx-tls-cert-file", Type.STRING, "certificate of remote JMX, PEM"),
  JMX_TLS_KEY_FILE("jmx-tls-key-file", Type.STRING, "private key of remote JMX, PEM"),
  KUBECONFIG(
      "kubeconfig",
      Type.STRING,
      """
      how to reach the API server
      (without it: $KUBECONFIG, then $HOME/.kube/config, then the pod's service account)\
      """),
  LOG_BACKTRACE_AT(
      "log_backtrace_at",
      Type.VALUE,
      "when logging hits this line of source, as Class.java:N, emit a stack trace"),
  LOG_DIR(
      "log_dir",
      Type.STRING,
      """
      write log files in this directory, and to standard error what -stderrthreshold lets through
      (without it there are no files and everything goes to standard error)\
      """),
  LOG_TO_STDERR("logtostderr", Type.BOOL, "log to standard error instead of files"),
  MLU_RESOURCE_MEMORY_NAME(
      ReferenceFlag.MLU_RESOURCE_MEMORY_NAME, "Ascend's memory, in spite of the flag's name"),
  MLU_RESOURCE_NAME(ReferenceFlag.MLU_RESOURCE_NAME, "Cambricon's count"),
  NAMESPACE(
      "namespace",
      Type.STRING,
      """
      namespace of both ConfigMaps
      (without it: $POD_NAMESPACE, then the pod's service account's, then kube-system)\
      """),
  NODE("node", Type.STRING, "cleanup: the name of the only Node to clean (without it: all Nodes)"),
  NODE_FILE(
      "node-file",
      Type.STRING,
      "explain: a Node object, YAML or JSON, in place of the one in the API server"),
  NODE_NAME("node-name", Type.STRING, "the name of this node (without it: $NODE_NAME)"),
  NVML_LIBRARY(
      "nvml-library",
      Type.STRING,
      "path of NVIDIA's management library, in place of libnvidia-ml.so.1"),
  ONCE("once", Type.BOOL, "simulate: print the table once and exit"),
  OUTPUT("output", Type.STRING, "explain, profiles: text or json; -o for short", "text"),
  RESOURCE_CORES(ReferenceFlag.RESOURCE_CORES, "NVIDIA's cores"),
  RESOURCE_MEM(ReferenceFlag.RESOURCE_MEM, "NVIDIA's memory"),
  RESOURCE_MEM_PERCENTAGE(ReferenceFlag.RESOURCE_MEM_PERCENTAGE, "NVIDIA's memory in percent"),
  SELECTOR(
      "selector",
      Type.STRING,
      "cleanup: the labels of the Nodes to clean, as in `kubectl get -l` (without it: all Nodes)"),
  STDERR_THRESHOLD(
      "stderrthreshold",
      Type.VALUE,
      """
      with -log_dir: records at or above this severity go to standard error as well as files;
      INFO, WARNING, ERROR, FATAL or 0 to 3\
      """,
      "ERROR"),
  V("v", Type.VALUE, "log level: 4 debug, 6 trace, 8 and 10 libraries too", "0"),
  VERSION("version", Type.BOOL, "print the version"),
  VMODULE(
      "vmodule",
      Type.VALUE,
      """
      comma-separated pattern=N settings: the -v of single classes (simple name, * and ? allowed)
      or of packages (full name)\
      """);

  /** The type names of Go's flag package in its usage text. */
  enum Type {
    BOOL(""),
    STRING(" string"),
    VALUE(" value");

    private final String text;

    Type(String text) {
      this.text = text;
    }

    @Override
    public String toString() {
      return text;
    }
  }

  private final String text;
  private final Type type;
  private final String description;
  private final String byDefault;

  Flag(String text, Type type, String description) {
    this(text, type, description, "");
  }

  Flag(ReferenceFlag flag, String description) {
    this(flag.flag(), Type.STRING, "resource name of " + description, flag.byDefault().toString());
  }

  Flag(String text, Type type, String description, String byDefault) {
    this.text = text;
    this.type = type;
    this.description = description;
    this.byDefault = byDefault;
  }

  /** The name, without a dash. */
  String text() {
    return text;
  }

  Type type() {
    return type;
  }

  String description() {
    return description;
  }

  /** Empty where there is none. */
  String byDefault() {
    return byDefault;
  }

  /** The sub-commands that take this flag; empty where all do. */
  List<SubCommand> only() {
    return switch (this) {
      case DRY_RUN, NODE, SELECTOR -> List.of(SubCommand.CLEANUP);
      case NODE_FILE -> List.of(SubCommand.EXPLAIN);
      case OUTPUT -> List.of(SubCommand.EXPLAIN, SubCommand.PROFILES);
      case ONCE -> List.of(SubCommand.SIMULATE);
      default -> List.of();
    };
  }

  /** The name with its dash, as messages show it. */
  @Override
  public String toString() {
    return "-" + text;
  }

  static Flag of(ReferenceFlag flag) {
    return named(flag.flag()).orElseThrow();
  }

  /** Finds a flag by its name or, for two of them, by its letter. */
  static Optional<Flag> named(String text) {
    return switch (text) {
      case "h" -> Optional.of(HELP);
      case "o" -> Optional.of(OUTPUT);
      default -> Arrays.stream(values()).filter(flag -> flag.text.equals(text)).findFirst();
    };
  }

  static List<Flag> sorted() {
    return Arrays.stream(values()).sorted(Comparator.comparing(Flag::text)).toList();
  }
}
