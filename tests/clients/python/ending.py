"""The end of what was made."""
from kit import check, glacier, same, state, status


@check
def delete_archive_and_vault():
    for archive in (state.archive, state.second):
        same(204, status(glacier.delete_archive(vaultName="photos", archiveId=archive)))
    same(204, status(glacier.delete_vault(vaultName="photos")))
    glacier.get_waiter("vault_not_exists").wait(vaultName="photos")
