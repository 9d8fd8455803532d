/// The refusal of a hasher that has as much waiting as it may; trying again shortly helps.
package struct PasswordHasherBusy: Error {}
