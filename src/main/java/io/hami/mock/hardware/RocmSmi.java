package io.hami.mock.hardware;

import com.sun.jna.ptr.PointerByReference;
import io.hami.mock.model.Card;
import java.util.ArrayList;
import java.util.List;

/**
 * AMD's ROCm SMI, and Hygon's fork of it, which has the same functions and the same file name. The
 * loader may find either one, so the PCI vendor id of a card decides whose card it is.
 *
 * <p>Choice: neither library returns the number of compute units, so a card has 100 percent.
 */
final class RocmSmi implements Session {
  private static final int PERCENT_A_CARD = 100;

  /** How HAMi writes the ids and types of a vendor's cards. */
  enum Dialect {
    /**
     * The id is the UUID that ROCm makes of the unique id; HAMi too leaves out a card without one.
     */
    AMD(0x1002) {
      @Override
      String id(RocmSmi smi, int device) throws LibraryException {
        long[] id = new long[1];
        smi.check(smi.functions().rsmi_dev_unique_id_get(device, id));
        if (id[0] == 0) {
          throw new LibraryException("the card has no unique id");
        }
        return "GPU-%016x".formatted(id[0]);
      }

      @Override
      String type(String name) {
        return name;
      }
    },
    /** The id is made of the serial number. */
    HYGON(0x1d94) {
      @Override
      String id(RocmSmi smi, int device) throws LibraryException {
        byte[] serial = new byte[RocmSmiLibrary.TEXT_LENGTH];
        smi.check(smi.functions().rsmi_dev_serial_number_get(device, serial, serial.length));
        return "DCU-" + CText.of(serial);
      }

      @Override
      String type(String name) {
        return "DCU-" + name;
      }
    };

    private final int pciVendor;

    Dialect(int pciVendor) {
      this.pciVendor = pciVendor;
    }

    abstract String id(RocmSmi smi, int device) throws LibraryException;

    abstract String type(String name);
  }

  private final SharedLibrary<RocmSmiLibrary> library;
  private final Dialect dialect;

  private RocmSmi(SharedLibrary<RocmSmiLibrary> library, Dialect dialect) {
    this.library = library;
    this.dialect = dialect;
  }

  /**
   * Loads and initializes the first of {@code files} that exists.
   *
   * @throws LibraryException when none exists, or there is no driver
   */
  static RocmSmi open(List<String> files, Dialect dialect) throws LibraryException {
    RocmSmi smi = new RocmSmi(SharedLibrary.load(RocmSmiLibrary.class, files), dialect);
    smi.checkLibrary(smi.functions().rsmi_init(RocmSmiLibrary.NO_FLAGS));
    return smi;
  }

  private RocmSmiLibrary functions() {
    return library.functions();
  }

  @Override
  public String library() {
    byte[] version = new byte[RocmSmiLibrary.TEXT_LENGTH];
    return library.withDriver(
        version,
        () -> functions().rsmi_version_str_get(RocmSmiLibrary.DRIVER, version, version.length));
  }

  @Override
  public List<Slot> slots() throws LibraryException {
    int[] count = new int[1];
    checkLibrary(functions().rsmi_num_monitor_devices(count));
    List<Slot> slots = new ArrayList<>();
    for (int device = 0; device < count[0]; device++) {
      if (isOurs(device)) {
        slots.add(new At(device));
      }
    }
    return slots;
  }

  /**
   * Whether the card is this vendor's. If its vendor id cannot be read, it counts as this vendor's;
   * reading it then tells why.
   */
  private boolean isOurs(int device) {
    short[] vendor = new short[1];
    return !SharedLibrary.succeeds(() -> functions().rsmi_dev_vendor_id_get(device, vendor))
        || Short.toUnsignedInt(vendor[0]) == dialect.pciVendor;
  }

  /** The card with a given number. */
  private final class At implements Slot {
    private final int device;

    At(int device) {
      this.device = device;
    }

    @Override
    public int index() {
      return device;
    }

    @Override
    public Card read() throws LibraryException {
      byte[] name = new byte[RocmSmiLibrary.TEXT_LENGTH];
      check(functions().rsmi_dev_name_get(device, name, name.length));
      long[] memory = new long[1];
      check(functions().rsmi_dev_memory_total_get(device, RocmSmiLibrary.VRAM, memory));
      return new Card(
          dialect.id(RocmSmi.this, device),
          device,
          1,
          Mebibytes.of(memory[0]),
          PERCENT_A_CARD,
          dialect.type(CText.of(name)),
          numa(),
          "",
          true);
    }

    private long numa() {
      int[] node = new int[1];
      return SharedLibrary.succeeds(() -> functions().rsmi_topo_numa_affinity_get(device, node))
          ? Math.max(PciDevices.UNKNOWN, node[0])
          : PciDevices.UNKNOWN;
    }
  }

  private void check(int status) throws LibraryException {
    if (status != SharedLibrary.SUCCESS) {
      throw new LibraryException(words(status));
    }
  }

  private void checkLibrary(int status) throws LibraryException {
    if (status != SharedLibrary.SUCCESS) {
      throw new LibraryException(library.file() + ": " + words(status));
    }
  }

  private String words(int status) {
    PointerByReference text = new PointerByReference();
    return SharedLibrary.succeeds(() -> functions().rsmi_status_string(status, text))
        ? text.getValue().getString(0)
        : "error " + status;
  }

  @Override
  public void close() {
    functions().rsmi_shut_down();
  }
}
