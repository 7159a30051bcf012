import { BlockList, isIP } from "node:net";

interface Cidr {
    readonly address: string;
    readonly prefix: number;
    readonly family: "ipv4" | "ipv6";
}

/** A block such as `10.0.0.0/8`; `undefined` for any other value. */
function parseCidr(cidr: string): Cidr | undefined {
    const [address = "", digits = "", ...rest] = cidr.split("/");
    const version = isIP(address);
    const prefix = /^\d{1,3}$/.test(digits) ? Number(digits) : NaN;
    if (version === 0 || rest.length > 0 || !(prefix <= (version === 4 ? 32 : 128))) {
        return undefined;
    }
    return { address, prefix, family: version === 4 ? "ipv4" : "ipv6" };
}

/** Whether a block holds an address; never for a block that cannot be read. */
export function contains(cidr: string, address: string): boolean {
    const block = parseCidr(cidr);
    const family = isIP(address) === 4 ? "ipv4" : "ipv6";
    if (block === undefined || block.family !== family) {
        return false;
    }
    const blocks = new BlockList();
    blocks.addSubnet(block.address, block.prefix, block.family);
    return blocks.check(address, family);
}

/** A block this wide is the internet, however it is written: 0.0.0.0/1 and 128.0.0.0/1 make 0.0.0.0/0. */
const internetPrefix = 7;

export function isInternet(cidr: string): boolean {
    const block = parseCidr(cidr);
    // The unique local addresses of IPv6, fc00::/7, are private.
    return block !== undefined && block.prefix <= internetPrefix && !/^f[cd]/i.test(block.address);
}
