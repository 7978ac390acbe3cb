package io.hami.mock.hardware;

import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;
import io.hami.mock.model.Card;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * NVIDIA's management library, and Iluvatar's, which has the same functions.
 *
 * <p>{@code nvmlDeviceGetNumaNodeId} is not used: it returns the node that a card's own memory
 * forms, on platforms with such nodes, and not the node to which the card is attached.
 */
final class Nvml implements Session {
  private static final int PERCENT_A_CARD = 100;
  private static final int ENABLED = 1;

  /** How HAMi writes the ids and types of a vendor's cards. */
  enum Dialect {
    NVIDIA {
      @Override
      String type(String name) {
        return name.startsWith("NVIDIA") ? name : "NVIDIA-" + name;
      }

      @Override
      String mode(boolean mig) {
        return mig ? "mig" : "hami-core";
      }
    },
    ILUVATAR {
      @Override
      String type(String name) {
        return name.replaceFirst("^Iluvatar ", "");
      }

      @Override
      String mode(boolean mig) {
        return "";
      }
    };

    abstract String type(String name);

    abstract String mode(boolean mig);
  }

  private final SharedLibrary<NvmlLibrary> library;
  private final Dialect dialect;
  private final PciDevices pci;
  private Optional<NvmlEvents> events = Optional.empty();

  private Nvml(SharedLibrary<NvmlLibrary> library, Dialect dialect, PciDevices pci) {
    this.library = library;
    this.dialect = dialect;
    this.pci = pci;
  }

  /**
   * Loads and initializes the first of {@code files} that exists.
   *
   * @throws LibraryException when none exists, or the driver is missing or has another version
   */
  static Nvml open(List<String> files, Dialect dialect, PciDevices pci) throws LibraryException {
    Nvml nvml = new Nvml(SharedLibrary.load(NvmlLibrary.class, files), dialect, pci);
    nvml.checkLibrary(nvml.functions().nvmlInit_v2());
    if (dialect == Dialect.NVIDIA) {
      nvml.events = NvmlEvents.open(nvml.functions());
    }
    return nvml;
  }

  private NvmlLibrary functions() {
    return library.functions();
  }

  @Override
  public String library() {
    byte[] version = new byte[NvmlLibrary.TEXT_LENGTH];
    return library.withDriver(
        version, () -> functions().nvmlSystemGetDriverVersion(version, version.length));
  }

  @Override
  public List<Slot> slots() throws LibraryException {
    int[] count = new int[1];
    checkLibrary(functions().nvmlDeviceGetCount_v2(count));
    return IntStream.range(0, count[0]).<Slot>mapToObj(At::new).toList();
  }

  /** The card with a given number. */
  private final class At implements Slot {
    private final int index;
    private Pointer device = new Pointer(0);

    At(int index) {
      this.index = index;
    }

    @Override
    public int index() {
      return index;
    }

    @Override
    public Card read() throws LibraryException {
      PointerByReference handle = new PointerByReference();
      check(functions().nvmlDeviceGetHandleByIndex_v2(index, handle));
      device = handle.getValue();
      byte[] uuid = new byte[NvmlLibrary.TEXT_LENGTH];
      check(functions().nvmlDeviceGetUUID(device, uuid, uuid.length));
      byte[] name = new byte[NvmlLibrary.TEXT_LENGTH];
      check(functions().nvmlDeviceGetName(device, name, name.length));
      long[] memory = new long[NvmlLibrary.MEMORY_FIELDS];
      check(functions().nvmlDeviceGetMemoryInfo(device, memory));
      String id = CText.of(uuid);
      events.ifPresent(set -> set.include(device, id));
      return new Card(
          id,
          index,
          1,
          Mebibytes.of(memory[0]),
          PERCENT_A_CARD,
          dialect.type(CText.of(name)),
          numa(device),
          dialect.mode(mig(device)),
          true);
    }

    @Override
    public Optional<String> trouble() {
      return NvmlRecovery.wanted(functions(), device);
    }
  }

  @Override
  public boolean hasEvents() {
    return events.filter(NvmlEvents::any).isPresent();
  }

  @Override
  public Optional<Xid> await(Duration time) throws LibraryException {
    return events.orElseThrow().await(time);
  }

  /** Whether MIG is on; only cards that support MIG answer the question. */
  private boolean mig(Pointer device) {
    int[] current = new int[1];
    return SharedLibrary.succeeds(
            () -> functions().nvmlDeviceGetMigMode(device, current, new int[1]))
        && current[0] == ENABLED;
  }

  private long numa(Pointer device) {
    byte[] info = new byte[NvmlLibrary.PCI_LENGTH];
    return SharedLibrary.succeeds(() -> functions().nvmlDeviceGetPciInfo_v3(device, info))
        ? pci.numaNode(CText.of(info, NvmlLibrary.PCI_ADDRESS, NvmlLibrary.PCI_ADDRESS_LENGTH))
        : PciDevices.UNKNOWN;
  }

  private void check(int result) throws LibraryException {
    if (result != SharedLibrary.SUCCESS) {
      throw new LibraryException(words(result));
    }
  }

  private void checkLibrary(int result) throws LibraryException {
    if (result != SharedLibrary.SUCCESS) {
      throw new LibraryException(library.file() + ": " + words(result));
    }
  }

  private String words(int result) {
    return Optional.ofNullable(functions().nvmlErrorString(result)).orElse("error " + result);
  }

  @Override
  public void close() {
    events.ifPresent(NvmlEvents::close);
    functions().nvmlShutdown();
  }
}
