// Tags, policies, notifications, locks and capacity.
import { TOPIC, check, deny, glacier, refused, same, state, status } from "./kit.mjs";

const vaultName = "photos";

check("tags", async () => {
    const listed = async () => (await glacier.listTagsForVault({ vaultName })).Tags;
    same({}, await listed());
    same(204, status(await glacier.addTagsToVault({ vaultName, Tags: { year: "2026", empty: "" } })));
    await glacier.addTagsToVault({ vaultName, Tags: { year: "2027" } });
    same({ year: "2027", empty: "" }, await listed());
    same(204, status(await glacier.removeTagsFromVault({ vaultName, TagKeys: ["empty", "never there"] })));
    same({ year: "2027" }, await listed());
});

check("access_policy", async () => {
    const Policy = deny("DeleteArchive");
    same(204, status(await glacier.setVaultAccessPolicy({ vaultName, policy: { Policy } })));
    same({ Policy }, (await glacier.getVaultAccessPolicy({ vaultName })).policy);
    await refused(403, "AccessDeniedException", "", () => glacier.deleteArchive({ vaultName, archiveId: state.archive }));
    same(204, status(await glacier.deleteVaultAccessPolicy({ vaultName })));
    await refused(
        404, "ResourceNotFoundException", "No vault access policy is set for: photos",
        () => glacier.getVaultAccessPolicy({ vaultName }));
});

check("notifications", async () => {
    const vaultNotificationConfig = {
        SNSTopic: TOPIC, Events: ["ArchiveRetrievalCompleted", "InventoryRetrievalCompleted"],
    };
    same(204, status(await glacier.setVaultNotifications({ vaultName, vaultNotificationConfig })));
    same(vaultNotificationConfig, (await glacier.getVaultNotifications({ vaultName })).vaultNotificationConfig);
    same(204, status(await glacier.deleteVaultNotifications({ vaultName })));
    await refused(
        404, "ResourceNotFoundException", "No notification configuration is set for vault: photos",
        () => glacier.getVaultNotifications({ vaultName }));
});

const locked = { vaultName: "locked" };

check("vault_lock_aborted", async () => {
    await glacier.createVault(locked);
    state.locked = (await glacier.uploadArchive({ ...locked, body: Buffer.from("kept") })).archiveId;
    const begun = await glacier.initiateVaultLock({ ...locked, policy: { Policy: deny("DeleteArchive", "locked") } });
    same(24, begun.lockId.length);
    same("InProgress", (await glacier.getVaultLock(locked)).State);
    await refused(403, "AccessDeniedException", "", () => glacier.deleteArchive({ ...locked, archiveId: state.locked }));
    same(204, status(await glacier.abortVaultLock(locked)));
    await refused(404, "ResourceNotFoundException", "", () => glacier.getVaultLock(locked));
});

check("vault_lock_completed", async () => {
    const Policy = deny("DeleteArchive", "locked");
    const { lockId } = await glacier.initiateVaultLock({ ...locked, policy: { Policy } });
    await refused(
        400, "InvalidParameterValueException", "",
        () => glacier.completeVaultLock({ ...locked, lockId: "x".repeat(24) }));
    same(204, status(await glacier.completeVaultLock({ ...locked, lockId })));
    const now = await glacier.getVaultLock(locked);
    same(["Locked", Policy, null], [now.State, now.Policy, now.ExpirationDate ?? null]);
    await refused(403, "AccessDeniedException", "", () => glacier.deleteArchive({ ...locked, archiveId: state.locked }));
    await refused(403, "AccessDeniedException", "", () => glacier.abortVaultLock(locked));
});

check("retrieval_policy", async () => {
    const rules = async () => (await glacier.getDataRetrievalPolicy({})).Policy.Rules;
    const rule = { BytesPerHour: 10737418240, Strategy: "BytesPerHour" };
    same("None", (await rules())[0].Strategy);
    same(204, status(await glacier.setDataRetrievalPolicy({ Policy: { Rules: [rule] } })));
    same([rule], await rules());
    same(204, status(await glacier.setDataRetrievalPolicy({ Policy: { Rules: [{ Strategy: "None" }] } })));
});

check("provisioned_capacity", async () => {
    same([], (await glacier.listProvisionedCapacity({})).ProvisionedCapacityList);
    const bought = await glacier.purchaseProvisionedCapacity({});
    same(201, status(bought));
    const units = (await glacier.listProvisionedCapacity({})).ProvisionedCapacityList;
    same([bought.capacityId], units.map((unit) => unit.CapacityId));
    same(".000Z", units[0].ExpirationDate.slice(-5));
});
