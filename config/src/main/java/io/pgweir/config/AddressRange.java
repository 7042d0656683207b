package io.pgweir.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Pattern;

/** Addresses that agree with one in some bits; host names are none, so nothing is looked up. */
public final class AddressRange {
    private static final Pattern LITERAL = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}|[0-9a-fA-F.]*:[0-9a-fA-F:.]*");

    private final byte[] address;
    private final byte[] mask;

    private AddressRange(byte[] address, byte[] mask) {
        this.address = address;
        this.mask = mask;
    }

    /** Reads {@code 10.0.0.0/8} or {@code ::1/128}; empty when it is something else. */
    static Optional<AddressRange> ofCidr(String text) {
        int slash = text.indexOf('/');
        return slash < 0
                ? Optional.empty()
                : literal(text.substring(0, slash)).flatMap(found -> ofBits(found, text.substring(slash + 1)));
    }

    private static Optional<AddressRange> ofBits(byte[] address, String count) {
        try {
            int bits = Integer.parseInt(count);
            return bits < 0 || bits > address.length * Byte.SIZE
                    ? Optional.empty()
                    : Optional.of(new AddressRange(address, mask(address.length, bits)));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private static byte[] mask(int length, int bits) {
        byte[] mask = new byte[length];
        for (int i = 0; i < bits; i++) {
            mask[i / Byte.SIZE] |= (byte) (0x80 >> (i % Byte.SIZE));
        }
        return mask;
    }

    /** Reads an address and its mask, both written as addresses; empty when they are something else. */
    static Optional<AddressRange> ofMask(String address, String mask) {
        Optional<byte[]> found = literal(address);
        Optional<byte[]> bits = literal(mask);
        boolean fit = found.isPresent() && bits.isPresent() && found.get().length == bits.get().length;
        return fit ? Optional.of(new AddressRange(found.get(), bits.get())) : Optional.empty();
    }

    private static Optional<byte[]> literal(String text) {
        try {
            return LITERAL.matcher(text).matches()
                    ? Optional.of(InetAddress.getByName(text).getAddress())
                    : Optional.empty();
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }

    /** Whether the address is one of them. */
    public boolean contains(InetAddress other) {
        byte[] bytes = other.getAddress();
        if (bytes.length != address.length) {
            return false;
        }
        for (int i = 0; i < bytes.length; i++) {
            if (((bytes[i] ^ address[i]) & mask[i]) != 0) {
                return false;
            }
        }
        return true;
    }
}
