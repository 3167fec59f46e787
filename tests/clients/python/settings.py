"""Tags, policies, notifications, locks and capacity."""
from kit import TOPIC, check, deny, glacier, refused, same, state, status


@check
def tags():
    same({}, glacier.list_tags_for_vault(vaultName="photos")["Tags"])
    same(204, status(glacier.add_tags_to_vault(vaultName="photos", Tags={"year": "2026", "empty": ""})))
    glacier.add_tags_to_vault(vaultName="photos", Tags={"year": "2027"})
    same({"year": "2027", "empty": ""}, glacier.list_tags_for_vault(vaultName="photos")["Tags"])
    same(204, status(glacier.remove_tags_from_vault(vaultName="photos", TagKeys=["empty", "never there"])))
    same({"year": "2027"}, glacier.list_tags_for_vault(vaultName="photos")["Tags"])


@check
def access_policy():
    policy = deny("DeleteArchive")
    same(204, status(glacier.set_vault_access_policy(vaultName="photos", policy={"Policy": policy})))
    same({"Policy": policy}, glacier.get_vault_access_policy(vaultName="photos")["policy"])
    refused(403, "AccessDeniedException", "", glacier.delete_archive, vaultName="photos", archiveId=state.archive)
    same(204, status(glacier.delete_vault_access_policy(vaultName="photos")))
    refused(404, "ResourceNotFoundException", "No vault access policy is set for: photos",
            glacier.get_vault_access_policy, vaultName="photos")


@check
def notifications():
    configuration = {"SNSTopic": TOPIC, "Events": ["ArchiveRetrievalCompleted", "InventoryRetrievalCompleted"]}
    same(204, status(glacier.set_vault_notifications(vaultName="photos", vaultNotificationConfig=configuration)))
    same(configuration, glacier.get_vault_notifications(vaultName="photos")["vaultNotificationConfig"])
    same(204, status(glacier.delete_vault_notifications(vaultName="photos")))
    refused(404, "ResourceNotFoundException", "No notification configuration is set for vault: photos",
            glacier.get_vault_notifications, vaultName="photos")


@check
def vault_lock_aborted():
    glacier.create_vault(vaultName="locked")
    state.locked = glacier.upload_archive(vaultName="locked", body=b"kept")["archiveId"]
    begun = glacier.initiate_vault_lock(vaultName="locked", policy={"Policy": deny("DeleteArchive", "locked")})
    same(24, len(begun["lockId"]))
    same("InProgress", glacier.get_vault_lock(vaultName="locked")["State"])
    refused(403, "AccessDeniedException", "", glacier.delete_archive, vaultName="locked", archiveId=state.locked)
    same(204, status(glacier.abort_vault_lock(vaultName="locked")))
    refused(404, "ResourceNotFoundException", "", glacier.get_vault_lock, vaultName="locked")


@check
def vault_lock_completed():
    policy = deny("DeleteArchive", "locked")
    lock = glacier.initiate_vault_lock(vaultName="locked", policy={"Policy": policy})["lockId"]
    refused(400, "InvalidParameterValueException", "", glacier.complete_vault_lock, vaultName="locked", lockId="x" * 24)
    same(204, status(glacier.complete_vault_lock(vaultName="locked", lockId=lock)))
    locked = glacier.get_vault_lock(vaultName="locked")
    same(("Locked", policy, None), (locked["State"], locked["Policy"], locked.get("ExpirationDate")))
    refused(403, "AccessDeniedException", "", glacier.delete_archive, vaultName="locked", archiveId=state.locked)
    refused(403, "AccessDeniedException", "", glacier.abort_vault_lock, vaultName="locked")


@check
def retrieval_policy():
    rule = {"Strategy": "BytesPerHour", "BytesPerHour": 10737418240}
    same("None", glacier.get_data_retrieval_policy()["Policy"]["Rules"][0]["Strategy"])
    same(204, status(glacier.set_data_retrieval_policy(Policy={"Rules": [rule]})))
    same([rule], glacier.get_data_retrieval_policy()["Policy"]["Rules"])
    same(204, status(glacier.set_data_retrieval_policy(Policy={"Rules": [{"Strategy": "None"}]})))


@check
def provisioned_capacity():
    same([], glacier.list_provisioned_capacity()["ProvisionedCapacityList"])
    bought = glacier.purchase_provisioned_capacity()
    same(201, status(bought))
    units = glacier.list_provisioned_capacity()["ProvisionedCapacityList"]
    same([bought["capacityId"]], [unit["CapacityId"] for unit in units])
    same(".000Z", units[0]["ExpirationDate"][-5:])
